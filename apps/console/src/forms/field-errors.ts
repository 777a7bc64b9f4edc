// Which field of a form a refusal of the API is about.

import type { ApiError } from "~/api/errors.ts";
import type { KnownField } from "./field-registry.ts";

/** What the API said, by the name of the member; what is within a list as `filters.1.ports`. */
export function messagesByField({ fields, details }: ApiError): (readonly [name: string, message: string])[] {
  return Object.entries(fields).flatMap(([name, message]) => {
    const within = withinList(name, details[name]);
    return within.length > 0 ? within : [[name, message] as const];
  });
}

/** A list of objects has an object for each element: member → messages. */
function withinList(name: string, errors: unknown): (readonly [name: string, message: string])[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((element: unknown, index) => {
    if (typeof element !== "object" || element === null) return [];
    return Object.entries(element).flatMap(([member, messages]: [string, unknown]) => {
      const [first]: unknown[] = Array.isArray(messages) ? messages : [messages];
      return typeof first === "string" ? [[`${name}.${index}.${member}`, first] as const] : [];
    });
  });
}

/**
 * The field that is shown for it: of that name, of the id that it stands for, or the whole that it lies in. Undefined
 * where there is none, so that the message stands below the form instead of nowhere.
 */
export function fieldFor(
  name: string,
  aliases: Readonly<Record<string, string>>,
  shown: ReadonlyMap<string, KnownField>,
): string | undefined {
  const alias = aliases[name];
  if (alias !== undefined) return alias;
  if (shown.has(name)) return name;
  if (shown.has(`${name}_id`)) return `${name}_id`;
  const [whole = ""] = name.split(".");
  return shown.has(whole) ? name : undefined;
}
