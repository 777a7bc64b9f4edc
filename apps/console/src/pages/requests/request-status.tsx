import type { AccessRequest } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Badge, type Tone } from "~/ui/badge.tsx";
import { Since } from "~/ui/since.tsx";

const { requests: words } = text;
const TONES = {
  pending: "warn",
  approved: "good",
  refused: "bad",
  cancelled: "neutral",
  expired: "neutral",
  ended: "neutral",
} as const satisfies Record<AccessRequest["status"], Tone>;

/** Where a request stands, and when that ends by itself. */
export function RequestStatus({ request }: { readonly request: AccessRequest }) {
  const { status, expires_at: lapses, access_ends_at: ends } = request;
  const until = status === "pending" ? lapses : status === "approved" ? ends : null;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={TONES[status]} dot>
        {words.statuses[status]}
      </Badge>
      {until !== null && (
        <span className="text-ink-soft text-xs">
          {status === "pending" ? words.lapses : words.ends} <Since at={until} />
        </span>
      )}
    </span>
  );
}
