export { type AddressBlock, blockContains, parseAddressBlock } from "./address-block.ts";
export {
  CONDITION_OPERATORS,
  type Condition,
  type ConditionProperty,
  type ConditionResult,
  evaluateCondition,
  type Subject,
} from "./condition.ts";
export { COUNTRIES } from "./countries.ts";
export { type Decision, decide, type Policy, type PolicyRefusal } from "./decide.ts";
export { type DayTimeRanges, parseDayTimeRanges, rangesHoldUntil } from "./time-ranges.ts";
export { isTimeZone, type WallClock, wallClock } from "./zone.ts";
