import type { TreeProperty } from "@fz/policy";
import { CONTROL } from "~/forms/labelled.tsx";
import { text } from "~/text/index.ts";
import { ConditionValues } from "./condition-values.tsx";
import { changePart } from "./edit-rule.ts";
import { PartActions } from "./part-actions.tsx";
import { isProperty, operatorsOf, PROPERTIES, type RuleCondition } from "./rule.ts";
import { partId, useRule } from "./rule-edits.ts";
import { ruleText } from "./rule-text.ts";
import { officeHours } from "./time-values.ts";

const { rule: words } = text;

interface ConditionCardProps {
  readonly condition: RuleCondition;
  /** Its name with its place in the group. */
  readonly where: (name: string) => string;
}

/** One condition: what is looked at, how, and the values. */
export function ConditionCard({ condition, where }: ConditionCardProps) {
  const { root, apply, problemAt, providers } = useRule();
  const { key, property, operator, values } = condition;
  const problem = problemAt(key);
  const name = ruleText(condition, providers);
  const operators = operatorsOf(property);
  const change = (next: Partial<RuleCondition>) => apply(changePart(root, key, (node) => ({ ...node, ...next })));
  const problemId = `${partId(key)}-problem`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot take the focus that comes here after a move
    <div
      id={partId(key)}
      role="group"
      aria-label={where(name)}
      aria-describedby={problem ? problemId : undefined}
      tabIndex={-1}
      data-problem={problem !== undefined}
      className={`space-y-2 rounded-md border bg-surface p-3 ${problem ? "border-bad" : "border-line"}`}
    >
      <div className="flex flex-wrap items-center gap-2">
        <select
          aria-label={words.property}
          value={property}
          onChange={({ target }) => isProperty(target.value) && change(conditionOn(target.value, key))}
          className={`${CONTROL} max-w-48`}
        >
          {PROPERTIES.map((one) => (
            <option key={one} value={one}>
              {words.properties[one]}
            </option>
          ))}
        </select>
        {operators.length > 1 ? (
          <select
            aria-label={words.operator}
            value={operator}
            onChange={({ target }) => change({ operator: target.value })}
            className={`${CONTROL} max-w-40`}
          >
            {operators.map((one) => (
              <option key={one} value={one}>
                {words.operators[one]}
              </option>
            ))}
          </select>
        ) : (
          <span className="text-ink-soft text-sm">{words.operators[operator]}</span>
        )}
        <PartActions part={condition} name={name} />
      </div>
      <ConditionValues
        condition={condition}
        problemId={problem ? problemId : undefined}
        onChange={(next) => change({ values: next })}
        values={values}
      />
      {problem && (
        <p id={problemId} className="text-bad text-xs">
          {problem}
        </p>
      )}
    </div>
  );
}

/** With the values that one begins with. */
export function conditionOn(property: TreeProperty, key: string): RuleCondition {
  const [operator = ""] = operatorsOf(property);
  const values = property === "client_verified" ? ["true"] : property === "current_utc_datetime" ? officeHours() : [];
  return { key, property, operator, values };
}
