import {
  METHOD_ALLOCATE,
  METHOD_BINDING,
  METHOD_CHANNEL_BIND,
  METHOD_CREATE_PERMISSION,
  METHOD_REFRESH,
} from "@fz/stun";

const NAMES: ReadonlyMap<number, string> = new Map([
  [METHOD_BINDING, "binding"],
  [METHOD_ALLOCATE, "allocate"],
  [METHOD_REFRESH, "refresh"],
  [METHOD_CHANNEL_BIND, "channel bind"],
  [METHOD_CREATE_PERMISSION, "create permission"],
]);

/** For metrics and logs: one word for whatever strangers make up. */
export function methodName(method: number): string {
  return NAMES.get(method) ?? "unknown";
}
