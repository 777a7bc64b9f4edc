import { text } from "~/text/index.ts";
import { Badge } from "./badge.tsx";

/** Whether a person, a machine or a way in may be used. */
export function EnabledBadge({ isDisabled }: { readonly isDisabled: boolean }) {
  return (
    <Badge tone={isDisabled ? "bad" : "good"} dot>
      {isDisabled ? text.common.disabled : text.common.enabled}
    </Badge>
  );
}

/** Whether a device is connected now. */
export function OnlineBadge({ isOnline }: { readonly isOnline: boolean }) {
  return (
    <Badge tone={isOnline ? "good" : "neutral"} dot>
      {isOnline ? text.common.online : text.common.offline}
    </Badge>
  );
}
