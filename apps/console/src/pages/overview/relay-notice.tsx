import { TriangleAlert } from "lucide-react";
import { useMe } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { CodeBlock } from "~/ui/code-block.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { useConnectionCount } from "./use-connections.ts";

const { relays: words } = text.overview;

/** Says that no relay is there, and leads to where one is started, until one is. Events of the portal tell of that. */
export function RelayNotice() {
  const { keeps_relays: isKeeper } = useMe();
  const { data } = useConnectionCount();
  if (data?.metadata.relays_online !== 0) return null;
  return (
    <div role="status" className="mt-6 flex gap-3 rounded-lg bg-warn-soft px-4 py-3 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-warn" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{words.none}</p>
        <p className="mb-2">{isKeeper ? words.why : words.howTo}</p>
        {isKeeper ? (
          <LinkButton to="/relays">{words.look}</LinkButton>
        ) : (
          <CodeBlock code="./firezone portal relay-token" />
        )}
      </div>
    </div>
  );
}
