// Rules as sentences.

import { text } from "~/text/index.ts";
import { isGroup, isProperty, type RuleCondition, type RuleGroup, type RuleNode } from "./rule.ts";
import { DAYS, type Day, type DayRange, readWeeks, type Week } from "./time-values.ts";

const { text: words, time } = text.rule;
const NAMED = 4;
const countries = new Intl.DisplayNames("en", { type: "region" });

/** Provider → its name. */
export type ProviderNames = ReadonlyMap<string, string>;

export function countryName(code: string): string {
  // What is no region at all makes it throw.
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code;
}

export function propertyName(property: string): string {
  return isProperty(property) ? text.rule.properties[property] : property;
}

export function ruleText(node: RuleNode, providers: ProviderNames): string {
  if (!isGroup(node)) return conditionText(node, providers);
  const parts = node.parts.map((part) =>
    isGroup(part) && part.parts.length > (part.quantifier === "none" ? 0 : 1)
      ? words.inner(ruleText(part, providers))
      : ruleText(part, providers),
  );
  if (parts.length === 0) return words.nothing;
  if (node.quantifier === "none") return words.none(parts.join(words.or));
  return parts.join(node.quantifier === "all" ? words.and : words.or);
}

/** Of a whole policy, for its form and for lists. */
export function ruleSentence(root: RuleGroup, providers: ProviderNames): string {
  return root.parts.length === 0 ? text.rule.always : text.rule.sentence(ruleText(root, providers));
}

function conditionText(condition: RuleCondition, providers: ProviderNames): string {
  const { property, operator, values } = condition;
  const is = !operator.startsWith("is_not");
  switch (property) {
    case "remote_ip_location_region":
      return words.country(is, list(values.map(countryName)));
    case "remote_ip":
      return words.network(is, list(values));
    case "auth_provider_id":
      return words.provider(is, list(values.map((id) => providers.get(id) ?? text.rule.providers.gone)));
    case "client_verified":
      return values[0] === "true" ? words.verified : words.unverified;
    case "current_utc_datetime":
      return words.time(list(readWeeks(values).map(weekText)));
    case "client_version":
      return words.clientVersion(values[0] ?? words.nothing);
    case "os_version":
      return words.system(list(values.map(systemText)));
  }
}

function list(names: readonly string[]): string {
  if (names.length === 0) return words.nothing;
  if (names.length <= NAMED + 1) return words.either(names);
  return words.either([...names.slice(0, NAMED), words.andMore(names.length - NAMED)]);
}

function systemText(value: string): string {
  const slash = value.lastIndexOf("/");
  return words.atLeast(value.slice(0, slash), value.slice(slash + 1));
}

/** Days that follow one another with the same hours are told together: `Mon–Fri 09:00–17:00`. */
function weekText({ zone, days }: Week): string {
  const runs: { first: Day; last: Day; hours: string }[] = [];
  for (const [place, day] of DAYS.entries()) {
    const ranges = days.get(day) ?? [];
    if (ranges.length === 0) continue;
    const hours = words.both(ranges.map(rangeText));
    const run = runs.at(-1);
    if (run && run.hours === hours && run.last === DAYS[place - 1]) run.last = day;
    else runs.push({ first: day, last: day, hours });
  }
  const parts = runs.map(({ first, last, hours }) => {
    const name = first === last ? time.short[first] : `${time.short[first]}–${time.short[last]}`;
    return words.day(name, hours);
  });
  return words.zone(parts.join(", "), zone);
}

export function rangeText(range: DayRange): string {
  return range === "whole" ? time.wholeDay.toLowerCase() : `${range.from}–${range.to}`;
}
