import type { IpAddress } from "@fz/ip";
import { anyBlockContains, parseAddressBlock } from "./address-block.ts";
import { FAILS, HOLDS, type Outcome, UNUSABLE } from "./outcome.ts";
import { parseDayTimeRanges, rangesBeginAt, rangesHoldUntil, type Weeks, weeksOf } from "./time-ranges.ts";
import { compareDottedVersions, type DottedVersion, parseDottedVersion } from "./version.ts";

/** Each property of stock portals with the operators that fit it: what a policy's list of conditions may hold. */
export const CONDITION_OPERATORS = {
  remote_ip_location_region: ["is_in", "is_not_in"],
  remote_ip: ["is_in_cidr", "is_not_in_cidr"],
  auth_provider_id: ["is_in", "is_not_in"],
  client_verified: ["is"],
  current_utc_datetime: ["is_in_day_of_week_time_ranges"],
} as const satisfies Record<string, readonly string[]>;

/** What a tree of conditions may hold. */
export const TREE_OPERATORS = {
  ...CONDITION_OPERATORS,
  client_version: ["is_at_least"],
  os_version: ["is_at_least"],
} as const satisfies Record<string, readonly string[]>;

export type ConditionProperty = keyof typeof CONDITION_OPERATORS;
export type TreeProperty = keyof typeof TREE_OPERATORS;

/** As stored. What makes no sense is kept out where conditions are written, and never grants anything here. */
export interface Condition {
  readonly property: string;
  readonly operator: string;
  readonly values: readonly string[] | null;
}

/** What is known of whoever asks, as of their connection to the portal. */
export interface Subject {
  /** Groups the actor belongs to, implicit ones included, with when each membership ends: epoch milliseconds or null. */
  readonly groups: ReadonlyMap<string, number | null>;
  readonly remoteIp: IpAddress;
  /** ISO 3166-1 alpha-2, or null where the location is unknown. */
  readonly region: string | null;
  /** Null for tokens that no provider minted. */
  readonly authProviderId: string | null;
  readonly isVerified: boolean;
  readonly clientVersion: string | null;
  readonly osName: string | null;
  readonly osVersion: string | null;
  /** Properties of which nothing is known after all, as of a past moment. Conditions on them are unusable. */
  readonly unknown?: ReadonlySet<string> | undefined;
}

/** A condition that has been read. */
export interface Leaf {
  readonly condition: Condition;
  /** False where the condition makes no sense. */
  readonly isReadable: boolean;
  /** `now`: milliseconds since the Unix epoch. */
  test(subject: Subject, now: number): Outcome;
}

type Test = Leaf["test"];
const VERIFIED_VALUES = ["true", "false", "1", "0"];

export function readCondition(condition: Condition): Leaf {
  const test = condition.values === null ? undefined : readTest(condition, condition.values);
  if (!test) return { condition, isReadable: false, test: () => UNUSABLE };
  const { property } = condition;
  const known: Test = (subject, now) => (subject.unknown?.has(property) ? UNUSABLE : test(subject, now));
  return { condition, isReadable: true, test: known };
}

function readTest({ property, operator }: Condition, values: readonly string[]): Test | undefined {
  switch (`${property} ${operator}`) {
    case "remote_ip_location_region is_in":
      return (subject) => inRegion(subject, values, true);
    case "remote_ip_location_region is_not_in":
      return (subject) => inRegion(subject, values, false);
    case "remote_ip is_in_cidr":
      return inBlocks(values, true);
    case "remote_ip is_not_in_cidr":
      return inBlocks(values, false);
    case "auth_provider_id is_in":
      return fromProviders(values, true);
    case "auth_provider_id is_not_in":
      return fromProviders(values, false);
    case "client_verified is":
      return isVerified(values);
    case "current_utc_datetime is_in_day_of_week_time_ranges":
      return inTimeRanges(values);
    case "client_version is_at_least":
      return hasClientVersion(values);
    case "os_version is_at_least":
      return hasOsVersion(values);
    default:
      return undefined;
  }
}

function outcome(holds: boolean): Outcome {
  return holds ? HOLDS : FAILS;
}

/** An unknown country is neither in a list nor outside of it. */
function inRegion({ region }: Subject, values: readonly string[], wanted: boolean): Outcome {
  return region === null ? UNUSABLE : outcome(values.includes(region) === wanted);
}

function inBlocks(values: readonly string[], wanted: boolean): Test | undefined {
  const blocks = values.map(parseAddressBlock).filter((block) => block !== undefined);
  if (blocks.length < values.length) return undefined;
  return ({ remoteIp }) => outcome(anyBlockContains(blocks, remoteIp) === wanted);
}

/** A token that no provider minted is from none of them. */
function fromProviders(values: readonly string[], wanted: boolean): Test {
  const ids = new Set(values.map((value) => value.toLowerCase()));
  return ({ authProviderId: id }) => outcome((id !== null && ids.has(id.toLowerCase())) === wanted);
}

function isVerified(values: readonly string[]): Test | undefined {
  const [value] = values;
  if (values.length !== 1 || !VERIFIED_VALUES.includes(value)) return undefined;
  return (subject) => outcome(value !== "true" || subject.isVerified);
}

/** Whoever asks, the answer is the same for a while, so it is worked out once for all of them. */
function inTimeRanges(values: readonly string[]): Test | undefined {
  const ranges = values.map(parseDayTimeRanges).filter((range) => range !== undefined);
  if (ranges.length < values.length) return undefined;
  const weeks = weeksOf(ranges);
  let last = { from: 0, to: 0, outcome: FAILS };
  return (_subject, now) => {
    if (now < last.from || now >= last.to) {
      const current = timeOutcome(weeks, now);
      last = { from: now, to: current.until ?? Number.POSITIVE_INFINITY, outcome: current };
    }
    return last.outcome;
  };
}

function timeOutcome(weeks: Weeks, now: number): Outcome {
  const end = rangesHoldUntil(weeks, now);
  if (end !== undefined) return { state: "holds", until: end };
  const begin = rangesBeginAt(weeks, now);
  return begin === null ? FAILS : { state: "fails", until: begin };
}

function hasClientVersion(values: readonly string[]): Test | undefined {
  const minimum = values.length === 1 ? parseDottedVersion(values[0]) : undefined;
  return minimum && (({ clientVersion }) => isAtLeast(clientVersion, minimum));
}

function isAtLeast(text: string | null, minimum: DottedVersion): Outcome {
  const version = text === null ? undefined : parseDottedVersion(text);
  return version ? outcome(compareDottedVersions(version, minimum) >= 0) : UNUSABLE;
}

/** `<name>/<version>`, such as `Mac OS/14.2`; undefined for anything else. */
export function parseOsVersion(text: string): { readonly name: string; readonly version: DottedVersion } | undefined {
  const slash = text.lastIndexOf("/");
  const name = text.slice(0, Math.max(0, slash)).trim();
  const version = parseDottedVersion(text.slice(slash + 1));
  return name === "" || !version ? undefined : { name, version };
}

/** A system that is not in the list does not have the version. */
function hasOsVersion(values: readonly string[]): Test | undefined {
  const systems = values.map(parseOsVersion).filter((system) => system !== undefined);
  const minima = new Map(systems.map(({ name, version }) => [name.toLowerCase(), version]));
  if (minima.size < values.length) return undefined;
  return ({ osName, osVersion }) => {
    if (osName === null) return UNUSABLE;
    const minimum = minima.get(osName.toLowerCase());
    return minimum ? isAtLeast(osVersion, minimum) : FAILS;
  };
}
