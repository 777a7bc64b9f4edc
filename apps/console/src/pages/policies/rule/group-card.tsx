import { FolderPlus, Plus } from "lucide-react";
import { CONTROL } from "~/forms/labelled.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { ConditionCard, conditionOn } from "./condition-card.tsx";
import { changePart, insertPart } from "./edit-rule.ts";
import { PartActions } from "./part-actions.tsx";
import {
  emptyGroup,
  isGroup,
  MAX_DEPTH,
  MAX_PARTS,
  newKey,
  PROPERTIES,
  QUANTIFIERS,
  type Quantifier,
  type RuleCondition,
  type RuleGroup,
  sizeOf,
} from "./rule.ts";
import { partId, useRule } from "./rule-edits.ts";

const { rule: words } = text;

/** What a group asks of its parts, the parts, and the buttons for more of them. The root cannot be moved or removed. */
export function GroupCard({ group, place }: { readonly group: RuleGroup; readonly place?: string }) {
  const { root, apply, problemAt } = useRule();
  const isRoot = group.key === root.key;
  const name = isRoot ? words.root : words.group(words.quantifiers[group.quantifier], group.parts.length);
  const problem = problemAt(group.key);
  const quantify = (quantifier: Quantifier) =>
    apply(isRoot ? { ...root, quantifier } : changePart(root, group.key, (node) => ({ ...node, quantifier })));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot take the focus that comes here after a move
    <div
      id={partId(group.key)}
      role="group"
      aria-label={place ?? name}
      tabIndex={-1}
      data-problem={problem !== undefined}
      className={`space-y-3 rounded-md border-l-2 pl-3 ${problem ? "border-bad" : "border-accent"} ${isRoot ? "" : "bg-raised/40 py-2"}`}
    >
      <div className="flex flex-wrap items-center gap-2">
        {(group.parts.length > 0 || !isRoot) && (
          <select
            aria-label={`${words.quantifier}: ${name}`}
            value={group.quantifier}
            onChange={({ target }) => quantify(QUANTIFIERS.find((one) => one === target.value) ?? "all")}
            className={`${CONTROL} max-w-44`}
          >
            {QUANTIFIERS.map((one) => (
              <option key={one} value={one}>
                {words.quantifiers[one]}
              </option>
            ))}
          </select>
        )}
        {!isRoot && <PartActions part={group} name={name} />}
      </div>
      {problem && <p className="text-bad text-xs">{problem}</p>}
      {group.parts.length === 0 && !isRoot && <p className="text-ink-soft text-xs">{words.emptyGroup}</p>}
      {group.parts.map((part, index) => {
        const where = (told: string) => words.place(index + 1, group.parts.length, told);
        return isGroup(part) ? (
          <GroupCard
            key={part.key}
            group={part}
            place={where(words.group(words.quantifiers[part.quantifier], part.parts.length))}
          />
        ) : (
          <ConditionCard key={part.key} condition={part} where={where} />
        );
      })}
      <AddButtons group={group} name={name} />
    </div>
  );
}

function AddButtons({ group, name }: { readonly group: RuleGroup; readonly name: string }) {
  const { root, apply } = useRule();
  const whyNot = (part: RuleCondition | RuleGroup) => {
    const { depth, parts } = sizeOf(insertPart(root, group.key, part));
    return depth > MAX_DEPTH ? words.tooDeep(MAX_DEPTH) : parts > MAX_PARTS ? words.tooMany(MAX_PARTS) : undefined;
  };
  const add = (part: RuleCondition | RuleGroup) =>
    apply(insertPart(root, group.key, part), { focus: part.key, control: true, said: words.said.added });
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        aria-label={words.addTo(words.addCondition, name)}
        disabledReason={whyNot(PROBE)}
        onClick={() => add(nextCondition(group))}
      >
        <Plus aria-hidden className="size-4" />
        {words.addCondition}
      </Button>
      <Button
        variant="ghost"
        aria-label={words.addTo(words.addGroup, name)}
        disabledReason={whyNot(PROBE_GROUP)}
        onClick={() => add(emptyGroup("any", [nextCondition(group)]))}
      >
        <FolderPlus aria-hidden className="size-4" />
        {words.addGroup}
      </Button>
    </div>
  );
}

/** Stand for what would be added. */
const PROBE: RuleCondition = { key: "probe", property: "client_version", operator: "is_at_least", values: [] };
const PROBE_GROUP: RuleGroup = { key: "probe-group", quantifier: "any", parts: [PROBE] };

/** On the first property that the group does not look at yet. */
function nextCondition({ parts }: RuleGroup): RuleCondition {
  const taken = parts.map((part) => (isGroup(part) ? undefined : part.property));
  const property = PROPERTIES.find((name) => !taken.includes(name)) ?? "remote_ip_location_region";
  return conditionOn(property, newKey());
}
