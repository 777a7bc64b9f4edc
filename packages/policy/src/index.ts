export { type AddressBlock, blockContains, parseAddressBlock } from "./address-block.ts";
export {
  CONDITION_OPERATORS,
  type Condition,
  type ConditionProperty,
  parseOsVersion,
  type Subject,
  TREE_OPERATORS,
  type TreeProperty,
} from "./condition.ts";
export { COUNTRIES } from "./countries.ts";
export { isOpen, judge, type Policy, readPolicy, type StoredPolicy, type Verdict, type World } from "./decide.ts";
export {
  type ConditionReason,
  type Decision,
  decide,
  type PolicyReason,
  type SingleChange,
  type TreeReason,
  violatedProperties,
} from "./reasons.ts";
export type { ConditionTree } from "./rule.ts";
export { parseDayTimeRanges } from "./time-ranges.ts";
export { parseDottedVersion } from "./version.ts";
