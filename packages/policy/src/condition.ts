import type { IpAddress } from "@fz/ip";
import { type AddressBlock, blockContains, parseAddressBlock } from "./address-block.ts";
import { type DayTimeRanges, parseDayTimeRanges, rangesHoldUntil } from "./time-ranges.ts";

/** Each property with the operators that fit it. */
export const CONDITION_OPERATORS = {
  remote_ip_location_region: ["is_in", "is_not_in"],
  remote_ip: ["is_in_cidr", "is_not_in_cidr"],
  auth_provider_id: ["is_in", "is_not_in"],
  client_verified: ["is"],
  current_utc_datetime: ["is_in_day_of_week_time_ranges"],
} as const satisfies Record<string, readonly string[]>;

export type ConditionProperty = keyof typeof CONDITION_OPERATORS;

/** As stored. What makes no sense is kept out where conditions are written, and never grants anything here. */
export interface Condition {
  readonly property: string;
  readonly operator: string;
  readonly values: readonly string[] | null;
}

/** What is known of whoever asks, as of their connection to the portal. */
export interface Subject {
  /** Groups the actor belongs to, implicit ones included. */
  readonly groups: ReadonlySet<string>;
  readonly remoteIp: IpAddress;
  /** ISO 3166-1 alpha-2, or null where the location is unknown. */
  readonly region: string | null;
  /** Null for tokens that no provider minted. */
  readonly authProviderId: string | null;
  readonly isVerified: boolean;
}

/** `until`: epoch milliseconds at which the condition stops to hold, or null where time plays no part. */
export type ConditionResult = { readonly holds: true; readonly until: number | null } | { readonly holds: false };

const FAILS: ConditionResult = { holds: false };
const HOLDS: ConditionResult = { holds: true, until: null };
const VERIFIED_VALUES = ["true", "false", "1", "0"];

/** `now`: milliseconds since the Unix epoch. */
export function evaluateCondition(condition: Condition, subject: Subject, now: number): ConditionResult {
  const { values } = condition;
  if (values === null) return FAILS;
  switch (`${condition.property} ${condition.operator}`) {
    case "remote_ip_location_region is_in":
      return result(subject.region !== null && values.includes(subject.region));
    case "remote_ip_location_region is_not_in":
      return result(subject.region !== null && !values.includes(subject.region));
    case "remote_ip is_in_cidr":
      return inBlocks(values, (blocks) => blocks.some((block) => blockContains(block, subject.remoteIp)));
    case "remote_ip is_not_in_cidr":
      return inBlocks(values, (blocks) => !blocks.some((block) => blockContains(block, subject.remoteIp)));
    case "auth_provider_id is_in":
      return result(subject.authProviderId !== null && includesId(values, subject.authProviderId));
    case "auth_provider_id is_not_in":
      return result(subject.authProviderId === null || !includesId(values, subject.authProviderId));
    case "client_verified is":
      return isVerified(values, subject);
    case "current_utc_datetime is_in_day_of_week_time_ranges":
      return inTimeRanges(values, now);
    default:
      return FAILS;
  }
}

function result(holds: boolean): ConditionResult {
  return holds ? HOLDS : FAILS;
}

function includesId(values: readonly string[], id: string): boolean {
  return values.some((value) => value.toLowerCase() === id.toLowerCase());
}

function inBlocks(values: readonly string[], test: (blocks: readonly AddressBlock[]) => boolean): ConditionResult {
  const blocks = values.map(parseAddressBlock);
  const readable = blocks.filter((block) => block !== undefined);
  return result(readable.length === blocks.length && test(readable));
}

function isVerified(values: readonly string[], subject: Subject): ConditionResult {
  const [value] = values;
  if (values.length !== 1 || !VERIFIED_VALUES.includes(value)) return FAILS;
  return result(value !== "true" || subject.isVerified);
}

function inTimeRanges(values: readonly string[], now: number): ConditionResult {
  const parsed: (DayTimeRanges | undefined)[] = values.map(parseDayTimeRanges);
  const readable = parsed.filter((value) => value !== undefined);
  const until = readable.length === parsed.length ? rangesHoldUntil(readable, now) : undefined;
  return until === undefined ? FAILS : { holds: true, until };
}
