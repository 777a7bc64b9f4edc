import { TriangleAlert } from "lucide-react";
import { api } from "~/api/client.ts";
import { text } from "~/text/index.ts";
import { CodeBlock } from "~/ui/code-block.tsx";

const { relays: words } = text.overview;
/** Relays are no event of the account. */
const LOOK_AGAIN_MS = 5_000;

/** Says that no relay is there, and how to start one, until one is. */
export function RelayNotice() {
  const { data } = api.useQuery(
    "get",
    "/connections",
    { params: { query: {} } },
    { refetchInterval: ({ state }) => (state.data?.metadata.relays_online === 0 ? LOOK_AGAIN_MS : false) },
  );
  if (data?.metadata.relays_online !== 0) return null;
  return (
    <div role="status" className="mt-6 flex gap-3 rounded-lg bg-warn-soft px-4 py-3 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{words.none}</p>
        <p className="mb-2">{words.howTo}</p>
        <CodeBlock code="./firezone portal relay-token" />
      </div>
    </div>
  );
}
