import { useNavigate } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { usePollingWithoutEvents } from "~/api/live.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { CodeBlock } from "~/ui/code-block.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Arrival } from "../devices/arrival.tsx";
import { usePortalAddress } from "../devices/portal-address.ts";
import { Preparation } from "../devices/preparation.tsx";
import { useRelays } from "./use-relays.ts";

const { start: words } = text.relays;
/** While no events arrive. */
const POLL_MS = 2_000;

/** Makes a token, shows how to use it, and lights up once a relay is connected with it. */
export function StartRelay() {
  const navigate = useNavigate();
  const whyNot = useWhyNot("everything");
  const { apiUrl } = usePortalAddress();
  const make = api.useMutation("post", "/relay_tokens");
  const made = make.data?.data;
  const close = () => void navigate({ to: "/relays" });
  return (
    <SidePanel title={words.title} description={words.intro} onClose={close}>
      {made === undefined ? (
        <>
          <p className="mb-4 text-ink-soft text-sm">{words.hint}</p>
          <Button variant="primary" busy={make.isPending} disabledReason={whyNot} onClick={() => make.mutate({})}>
            {words.make}
          </Button>
          <ErrorNote error={make.error} />
        </>
      ) : (
        <>
          <Preparation />
          <p className="mb-2 text-ink-soft text-sm">{words.address}</p>
          <CodeBlock code={command(apiUrl, made.token)} />
          <RelayArrival tokenId={made.id} />
          <div className="mt-6 flex justify-end">
            <Button variant="primary" onClick={close}>
              {words.done}
            </Button>
          </div>
        </>
      )}
    </SidePanel>
  );
}

/** Ready to paste; `apiUrl` is the portal as relays dial it. */
function command(apiUrl: string, token: string): string {
  return `cd /opt/firezone
PUBLIC_IP4_ADDR='<its public address>' \\
  FIREZONE_API_URL='${apiUrl}' \\
  FIREZONE_TOKEN='${token}' \\
  ./firezone relay`;
}

function RelayArrival({ tokenId }: { readonly tokenId: string }) {
  const { data } = useRelays(usePollingWithoutEvents(POLL_MS));
  const arrived = data?.data.find(({ relay_token_id: id }) => id === tokenId);
  return <Arrival words={words} arrived={arrived && (arrived.name ?? words.aRelay)} />;
}
