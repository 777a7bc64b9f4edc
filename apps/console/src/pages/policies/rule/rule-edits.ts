import { createContext, use } from "react";
import type { RuleGroup } from "./rule.ts";
import type { ProviderNames } from "./rule-text.ts";

/** What every part of the editor needs of the whole. */
export interface RuleEdits {
  readonly root: RuleGroup;
  readonly providers: ProviderNames;
  /** Takes a new rule. `focus`: the part to go to, or with `control` the first thing in it that takes input. */
  apply(next: RuleGroup, after?: { readonly focus: string; readonly control?: boolean; readonly said: string }): void;
  /** What the portal or the form has against the part, once the form was sent. */
  problemAt(key: string): string | undefined;
}

export const RuleContext = createContext<RuleEdits | undefined>(undefined);

export function useRule(): RuleEdits {
  const edits = use(RuleContext);
  if (!edits) throw new Error("no rule is edited here");
  return edits;
}

/** The part's element in the page. */
export function partId(key: string): string {
  return `rule-${key}`;
}
