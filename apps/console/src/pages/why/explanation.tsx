import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import * as z from "zod/mini";
import type { Explanation } from "~/api/types.ts";
import { useProviders } from "~/pages/policies/rule/providers.ts";
import { readRule } from "~/pages/policies/rule/rule.ts";
import { propertyName, ruleText } from "~/pages/policies/rule/rule-text.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { Section } from "~/ui/page.tsx";
import { Changes } from "./changes.tsx";

const { why: words } = text;
type Considered = Explanation["policies"][number];
type Condition = Considered["conditions"][number];

const ConditionSchema = z.object({
  property: z.string(),
  operator: z.string(),
  wanted: z.nullable(z.array(z.string())),
  saw: z.nullable(z.string()),
  state: z.enum(["holds", "fails", "unusable"]),
  why: z.nullable(z.enum(["unreadable", "unknown"])),
  until: z.nullable(z.string()),
});
/** Trees recur, which the description of the API leaves out. */
type Tree =
  | { readonly all: Tree[] }
  | { readonly any: Tree[] }
  | { readonly not: Tree }
  | { readonly condition: Condition };
const TreeSchema: z.ZodMiniType<Tree> = z.union([
  z.object({ all: z.array(z.lazy(() => TreeSchema)) }),
  z.object({ any: z.array(z.lazy(() => TreeSchema)) }),
  z.object({ not: z.lazy(() => TreeSchema) }),
  z.object({ condition: ConditionSchema }),
]);

const STATES = {
  holds: [CircleCheck, "text-good"],
  fails: [CircleX, "text-bad"],
  unusable: [CircleHelp, "text-warn"],
} as const;

const VERDICTS = { allowed: STATES.holds, depends: STATES.unusable, denied: STATES.fails } as const;

interface AnswerProps {
  readonly explanation: Explanation;
  /** Whose connection was looked at, where it was a client that was asked about. */
  readonly clientId?: string | undefined;
}

/** Whether somebody may reach something, the reasons as sentences, what would change it, and each policy by itself. */
export function Answer({ explanation, clientId }: AnswerProps) {
  const { allowed, verdict, actor, group, resource, sentences, policies } = explanation;
  const who = actor?.name ?? (group ? words.memberOf(group.name) : words.somebody);
  const [Icon, look] = VERDICTS[verdict];
  return (
    <div role="status">
      <p className="mt-6 flex items-center gap-3 font-semibold text-lg">
        <Icon aria-hidden className={`size-6 shrink-0 ${look}`} />
        {words.verdictOf[verdict](who, resource?.name ?? words.something)}
      </p>
      <ul className="mt-3 list-disc space-y-1 pl-6 text-sm">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {!allowed && <Changes explanation={explanation} clientId={clientId} />}
      {policies.length > 0 && (
        <Section title={words.considered}>
          <ul className="space-y-3">
            {policies.map((policy) => (
              <PolicyReasons key={policy.policy_id} policy={policy} />
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

function PolicyReasons({ policy }: { readonly policy: Considered }) {
  const { applies, group, description, obstacles } = policy;
  const conditions = [...policy.conditions, ...leavesOf(policy.condition_tree)];
  return (
    <li className="rounded-lg border border-line bg-surface px-5 py-4 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={applies ? "good" : "neutral"}>{applies ? words.applies : words.doesNotApply}</Badge>
        <span className="font-medium">{group?.name ?? text.policies.groupGone}</span>
        {description !== null && <span className="text-ink-soft">{description}</span>}
      </p>
      {(obstacles.length > 0 || conditions.length > 0) && (
        <ul className="mt-2 space-y-1">
          {obstacles.map((obstacle) => (
            <li key={obstacle}>{words.obstacles[obstacle]}</li>
          ))}
          {conditions.map((condition) => (
            <ConditionLine key={JSON.stringify(condition)} condition={condition} />
          ))}
        </ul>
      )}
    </li>
  );
}

function ConditionLine({ condition: { property, operator, wanted, saw, state } }: { readonly condition: Condition }) {
  const providers = useProviders();
  const rule = readRule({ conditions: [{ property, operator, values: wanted }] });
  const [Icon, look] = STATES[state];
  const isTime = property === "current_utc_datetime";
  const seen = property === "auth_provider_id" && saw !== null ? (providers.get(saw) ?? saw) : saw;
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${look}`} />
      <span>
        <span className="sr-only">{words.states[state]} </span>
        {words.wanted(rule.parts.length > 0 ? ruleText(rule, providers) : propertyName(property))}{" "}
        {!isTime && <span className="text-ink-soft">{words.saw(seen ?? words.unknown)}</span>}
      </span>
    </li>
  );
}

function leavesOf(tree: unknown): Condition[] {
  const parsed = TreeSchema.safeParse(tree);
  return parsed.success ? flat(parsed.data) : [];
}

function flat(tree: Tree): Condition[] {
  if ("condition" in tree) return [tree.condition];
  if ("not" in tree) return flat(tree.not);
  return ("all" in tree ? tree.all : tree.any).flatMap(flat);
}
