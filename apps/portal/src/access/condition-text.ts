// Single conditions in plain English: what they want, and what was seen.

import type { ConditionReason } from "@fz/policy";

/** What the values of conditions are called. */
interface ValueNames {
  provider(id: string): string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export const PROPERTY_NAMES: Readonly<Record<string, string>> = {
  remote_ip_location_region: "country",
  remote_ip: "address",
  auth_provider_id: "sign-in",
  client_verified: "verified",
  current_utc_datetime: "time",
  client_version: "client version",
  os_version: "system",
};
const countries = new Intl.DisplayNames("en", { type: "region" });
/** As values of the condition on time name them. */
const DAYS: Readonly<Record<string, string>> = {
  M: "Monday",
  T: "Tuesday",
  W: "Wednesday",
  R: "Thursday",
  F: "Friday",
  S: "Saturday",
  U: "Sunday",
};

/** What a condition asks for: `the country must be one of Netherlands, Portugal`. */
export function wantedText({ property, operator, wanted, why }: ConditionReason, names: ValueNames): string {
  if (why === "unreadable") {
    return `the condition on ${property} (${operator}: ${wanted?.join(", ") || "nothing"}) makes no sense`;
  }
  const list = listText(property, wanted ?? [], names);
  switch (`${property} ${operator}`) {
    case "remote_ip_location_region is_in":
      return `the country must be one of ${list}`;
    case "remote_ip_location_region is_not_in":
      return `the country must be none of ${list}`;
    case "remote_ip is_in_cidr":
      return `the address must lie in ${list}`;
    case "remote_ip is_not_in_cidr":
      return `the address must not lie in ${list}`;
    case "auth_provider_id is_in":
      return `the sign-in must be by provider ${list}`;
    case "auth_provider_id is_not_in":
      return `the sign-in must not be by provider ${list}`;
    case "client_verified is":
      return list === "true" ? "the client must be verified" : "the client may be verified or not";
    case "client_version is_at_least":
      return `the client must have version ${list} or newer`;
    case "os_version is_at_least":
      return `the system must be ${list} or newer`;
    default:
      return `the time must lie in ${list}`;
  }
}

export function seenText({ property, saw, why }: ConditionReason, names: ValueNames): string {
  if (property === "current_utc_datetime") return `it is ${timeText(names.now)}`;
  if (property === "client_verified") return { true: "it is", false: "it is not" }[saw ?? ""] ?? "this is not known";
  if (property === "auth_provider_id" && saw === null && why !== "unknown") return "it was by none";
  return saw === null ? "it is not known" : `it is ${valueText(property, saw, names)}`;
}

export function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function listText(property: string, values: readonly string[], names: ValueNames): string {
  if (values.length === 0) return "nothing";
  if (property === "current_utc_datetime") return weekText(values);
  return values.map((value) => valueText(property, value, names)).join(", ");
}

function valueText(property: string, value: string, names: ValueNames): string {
  if (property === "auth_provider_id") return names.provider(value);
  if (property === "os_version") return value.replace(/\/(?=[^/]*$)/, " ");
  // Of what has not the form of a region the names would throw.
  const isCountry = property === "remote_ip_location_region" && /^[A-Z]{2}$/.test(value);
  return isCountry ? (countries.of(value) ?? value) : value;
}

/** Days with the same hours together: `Monday, Tuesday 9-12, 13-17 (Europe/Lisbon)`. */
function weekText(values: readonly string[]): string {
  const days = new Map<string, string[]>();
  for (const value of values) {
    const [day = "", hours = "", ...zone] = value.split("/");
    const told = hours.replaceAll("true", "all day").replaceAll(",", ", ");
    const when = `${told === "" ? "never" : told} (${zone.join("/")})`;
    days.set(when, [...(days.get(when) ?? []), DAYS[day] ?? day]);
  }
  return [...days].map(([when, names]) => `${names.join(", ")} ${when}`).join("; ");
}
