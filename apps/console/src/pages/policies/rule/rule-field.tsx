import { type RefObject, useEffect, useRef, useState } from "react";
import { useController, useFormContext } from "react-hook-form";
import { useKnownField } from "~/forms/field-registry.ts";
import { text } from "~/text/index.ts";
import type { PolicyValues } from "../policy-values.ts";
import { findPart } from "./edit-rule.ts";
import { GroupCard } from "./group-card.tsx";
import { useProviders } from "./providers.ts";
import { isGroup, type RuleGroup, type RuleNode } from "./rule.ts";
import { partId, RuleContext, type RuleEdits } from "./rule-edits.ts";
import { problemOf, ruleProblem } from "./rule-problem.ts";
import { ruleSentence } from "./rule-text.ts";

const { rule: words } = text;
const UNFINISHED = "[data-unfinished]";

/** The conditions of a policy's form: a sentence, and the tree that it tells. */
export function RuleField() {
  const { control, getFieldState, formState } = useFormContext<PolicyValues>();
  const root = useRef<HTMLFieldSetElement>(null);
  // What was typed and could not be taken is in no rule yet, and would be lost.
  const isUnfinished = () => root.current?.querySelector(UNFINISHED) != null;
  const validate = (rule: RuleGroup) => ruleProblem(rule) ?? (isUnfinished() ? words.problems.form : true);
  const { field } = useController<PolicyValues, "rule">({ name: "rule", control, rules: { validate } });
  const { focusLater, said, setSaid } = useFocus(root, field.value);
  const providers = useProviders();
  useKnownField("rule", words.label, (value) => (isRule(value) ? ruleSentence(value, providers) : ""));
  const isSent = formState.submitCount > 0;
  const { error } = getFieldState("rule", formState);
  const fromPortal: unknown = formState.errors.rule;
  const edits: RuleEdits = {
    root: field.value,
    providers,
    apply: (next, after) => {
      field.onChange(next);
      if (!after) return;
      focusLater(after);
      setSaid(after.said);
    },
    problemAt: (key) => {
      const refused = messageAt(fromPortal, key);
      if (refused !== undefined || !isSent) return refused;
      const part = partOf(field.value, key);
      return part && part !== field.value ? problemOf(part) : undefined;
    },
  };
  const { isSubmitting, submitCount } = formState;
  const seenSubmits = useRef(0);
  useEffect(() => {
    // Once for each time that it is sent: what is edited afterwards is checked too, and keeps the focus.
    if (isSubmitting || submitCount === seenSubmits.current) return;
    seenSubmits.current = submitCount;
    if (fromPortal) root.current?.querySelector<HTMLElement>(`[data-problem="true"], ${UNFINISHED}`)?.focus();
  }, [isSubmitting, submitCount, fromPortal]);
  return (
    <fieldset ref={root}>
      <legend className="mb-1 font-medium text-sm">{words.label}</legend>
      <p className="mb-1 text-ink-soft text-xs">{words.hint}</p>
      <output className="mb-3 block text-sm">{ruleSentence(field.value, providers)}</output>
      <RuleContext value={edits}>
        <GroupCard group={field.value} />
      </RuleContext>
      {error?.message && <p className="mt-1 text-bad text-xs">{error.message}</p>}
      <p role="status" className="sr-only">
        {said}
      </p>
    </fieldset>
  );
}

function isRule(value: unknown): value is RuleGroup {
  return typeof value === "object" && value !== null && "quantifier" in value;
}

/** Goes to a part once it is where it should be. */
function useFocus(root: RefObject<HTMLFieldSetElement | null>, rule: RuleGroup) {
  const [target, setTarget] = useState<{ readonly focus: string; readonly control?: boolean }>();
  const [said, setSaid] = useState("");
  useEffect(() => {
    const element = target && root.current?.querySelector<HTMLElement>(`#${partId(target.focus)}`);
    if (!element || rule === undefined) return;
    const control = target.control ? element.querySelector<HTMLElement>("select, input, button") : undefined;
    (control ?? element).focus();
    setTarget(undefined);
  }, [target, rule, root]);
  return { focusLater: setTarget, said, setSaid };
}

/** Refusals lie below the field, by the keys of parts. */
function messageAt(errors: unknown, key: string): string | undefined {
  if (typeof errors !== "object" || errors === null || !(key in errors)) return undefined;
  const error: unknown = Reflect.get(errors, key);
  const message: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "message") : undefined;
  return typeof message === "string" ? message : undefined;
}

function partOf(root: RuleGroup, key: string): RuleNode | undefined {
  if (root.key === key) return root;
  const at = findPart(root, key);
  const part = at?.parent.parts[at.index];
  return part && (isGroup(part) ? { ...part } : part);
}
