import { useNavigate } from "@tanstack/react-router";
import { api } from "~/api/client.ts";
import { usePollingWithoutEvents } from "~/api/live.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Arrival } from "../devices/arrival.tsx";
import { CommandTabs } from "../devices/command-tabs.tsx";
import { LoopbackNote } from "../devices/loopback-note.tsx";
import { usePortalAddress } from "../devices/portal-address.ts";
import { usePackages } from "../devices/use-packages.ts";
import { relayCommands } from "./relay-commands.ts";
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
  const packages = usePackages();
  const made = make.data?.data;
  const close = () => void navigate({ to: "/relays" });
  return (
    <SidePanel title={words.title} description={words.intro} onClose={close}>
      {made === undefined || packages === undefined ? (
        <>
          <p className="mb-4 text-ink-soft text-sm">{words.hint}</p>
          <Button
            variant="primary"
            busy={make.isPending}
            disabledReason={whyNot ?? (packages ? undefined : text.common.loading)}
            onClick={() => make.mutate({})}
          >
            {words.make}
          </Button>
          <ErrorNote error={make.error} />
        </>
      ) : (
        <>
          <LoopbackNote />
          <p className="mb-2 text-ink-soft text-sm">{words.address}</p>
          <CommandTabs
            key={packages.length}
            label={words.title}
            commands={relayCommands({ apiUrl, token: made.token, packages })}
          />
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

function RelayArrival({ tokenId }: { readonly tokenId: string }) {
  const { data } = useRelays(usePollingWithoutEvents(POLL_MS));
  const arrived = data?.data.find(({ relay_token_id: id }) => id === tokenId);
  return <Arrival words={words} arrived={arrived && (arrived.name ?? words.aRelay)} />;
}
