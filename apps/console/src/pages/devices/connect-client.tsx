import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { accountSlug } from "~/account.ts";
import { api } from "~/api/client.ts";
import { usePollingWithoutEvents } from "~/api/live.ts";
import { text } from "~/text/index.ts";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Arrival } from "./arrival.tsx";
import { clientCommands } from "./client-commands.ts";
import { CommandTabs } from "./command-tabs.tsx";
import { LoopbackNote } from "./loopback-note.tsx";
import { usePortalAddress } from "./portal-address.ts";
import { usePackages } from "./use-packages.ts";

const { devices: words } = text;
/** While no events arrive. */
const POLL_MS = 2_000;
const SHOWN = 100;

/** How a person or a machine gets onto the list of clients; lights up once one does. */
export function ConnectClient() {
  const navigate = useNavigate();
  const { apiUrl } = usePortalAddress();
  const packages = usePackages();
  const close = () => void navigate({ to: "/clients", search: (before) => before });
  return (
    <SidePanel title={words.connect} description={words.connectIntro} onClose={close}>
      <LoopbackNote />
      {packages && (
        <CommandTabs
          key={packages.length}
          label={words.connect}
          commands={clientCommands({ apiUrl, slug: accountSlug, packages })}
        />
      )}
      <ClientArrival />
    </SidePanel>
  );
}

/** One that connected since this is open. No clock is asked: the portal's and this browser's may differ. */
function ClientArrival() {
  const query = { sort: "-last_seen_at", limit: SHOWN } as const;
  const { data } = api.useQuery("get", "/clients", { params: { query } }, usePollingWithoutEvents(POLL_MS));
  const [before, setBefore] = useState<ReadonlyMap<string, string | null>>();
  // Not in an effect: what comes with the next answer must find what was there.
  if (data && !before) setBefore(new Map(data.data.map(({ id, last_seen_at: seen }) => [id, seen])));
  const arrived = data?.data.find(({ id, online, last_seen_at: seen }) => online && before?.get(id) !== seen);
  return <Arrival words={words} arrived={before && arrived?.name} />;
}
