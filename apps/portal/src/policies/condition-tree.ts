// Trees of conditions as the API takes them: `{"all": […]}`, `{"any": […]}`, `{"not": …}` or a condition.

import { type ConditionTree, TREE_OPERATORS } from "@fz/policy";
import { z } from "zod";
import { isObject } from "../http/validation.ts";
import { ConditionView, isTreeProperty, listErrors, tidy } from "./conditions.ts";

/** For the documentation, whose schemas do not recur. */
export const TREE_FORM = 'A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree}';
const MAX_DEPTH = 8;
const MAX_NODES = 100;

/** Where in the tree something is wrong, and what: `any[1].values: house is no address or network`. */
class Reading {
  readonly problems = new Set<string>();
  #nodes = 0;

  read(value: unknown, path: string, depth: number): ConditionTree | undefined {
    if (++this.#nodes > MAX_NODES) return this.#refuse("", `must have at most ${MAX_NODES} parts`);
    if (depth > MAX_DEPTH) return this.#refuse("", `must be at most ${MAX_DEPTH} levels deep`);
    if (!isObject(value)) return this.#refuse(path, "must be an object");
    const members = Object.keys(value);
    if (members.length === 1 && members[0] === "not") {
      const not = this.read(value.not, join(path, "not"), depth + 1);
      return not && { not };
    }
    if (members.length === 1 && (members[0] === "all" || members[0] === "any")) {
      const parts = this.#readParts(value[members[0]], join(path, members[0]), depth);
      if (!parts) return undefined;
      return members[0] === "all" ? { all: parts } : { any: parts };
    }
    return this.#readCondition(value, path);
  }

  #readParts(value: unknown, path: string, depth: number): ConditionTree[] | undefined {
    if (!Array.isArray(value) || value.length === 0) return this.#refuse(path, "must be a list that is not empty");
    const parts = value
      .slice(0, MAX_NODES + 1)
      .map((part: unknown, index) => this.read(part, `${path}[${index}]`, depth + 1));
    const readable = parts.filter((part) => part !== undefined);
    return readable.length === parts.length ? readable : undefined;
  }

  #readCondition(value: Readonly<Record<string, unknown>>, path: string): ConditionTree | undefined {
    const { property, operator, values, ...rest } = value;
    if (Object.keys(rest).length > 0 || !isTreeProperty(property)) {
      const known = Object.keys(TREE_OPERATORS).join(", ");
      return this.#refuse(path, `must have one of all, any, not, or property, operator and values (of ${known})`);
    }
    const operators: readonly string[] = TREE_OPERATORS[property];
    if (typeof operator !== "string" || !operators.includes(operator)) {
      return this.#refuse(join(path, "operator"), `must be ${operators.join(" or ")}`);
    }
    const texts = z.array(z.string()).safeParse(values);
    if (!texts.success) return this.#refuse(join(path, "values"), "must be a list of texts");
    const tidied = texts.data.map((text) => tidy(property, text));
    for (const reason of listErrors(property, tidied)) this.#refuse(join(path, "values"), reason);
    return { property, operator, values: tidied };
  }

  #refuse(path: string, message: string): undefined {
    this.problems.add(path === "" ? message : `${path}: ${message}`);
    return undefined;
  }
}

function join(path: string, member: string): string {
  return path === "" ? member : `${path}.${member}`;
}

/** Optional; null is none. All that is wrong is reported at once. */
export const OptionalTree = z
  .unknown()
  .nullish()
  .transform((value, context): ConditionTree | null => {
    if (value === undefined || value === null) return null;
    const reading = new Reading();
    const tree = reading.read(value, "", 1);
    for (const message of reading.problems) context.issues.push({ code: "custom", message, path: [], input: value });
    return tree ?? null;
  })
  .meta({ description: TREE_FORM });

/** As the API shows a stored tree; members in a fixed order. */
export const TreeView: z.ZodType<ConditionTree> = z.union([
  z.object({ all: z.array(z.lazy(() => TreeView)) }),
  z.object({ any: z.array(z.lazy(() => TreeView)) }),
  z.object({ not: z.lazy(() => TreeView) }),
  ConditionView,
]);
