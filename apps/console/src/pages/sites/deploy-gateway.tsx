import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { usePollingWithoutEvents } from "~/api/live.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { Arrival } from "../devices/arrival.tsx";
import { CommandTabs } from "../devices/command-tabs.tsx";
import { LoopbackNote } from "../devices/loopback-note.tsx";
import { usePortalAddress } from "../devices/portal-address.ts";
import { usePackages } from "../devices/use-packages.ts";
import { deployCommands } from "./deploy-commands.ts";

const { deploy: words } = text.sites;
/** While no events arrive. */
const POLL_MS = 2_000;
const SHOWN = 100;

/** Makes a token, shows how to use it, and lights up once a new gateway is there. */
export function DeployGateway() {
  const { siteId } = useParams({ from: "/sites/$siteId/deploy" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const { apiUrl } = usePortalAddress();
  const [before, setBefore] = useState<ReadonlyMap<string, string | null>>(new Map());
  const gateways = useGateways(siteId);
  const packages = usePackages();
  const make = api.useMutation("post", "/sites/{site_id}/gateway_tokens");
  const close = () => void navigate({ to: "/sites/$siteId", params: { siteId } });
  const token = make.data?.data.token;
  const begin = () => {
    setBefore(new Map(gateways.data?.data.map(({ id, last_seen_at: seen }) => [id, seen])));
    make.mutate({ params: { path: { site_id: siteId } } });
  };
  return (
    <SidePanel title={words.title} description={words.intro} onClose={close}>
      {token === undefined || packages === undefined ? (
        <>
          <p className="mb-4 text-ink-soft text-sm">{words.tokenHint}</p>
          <Button
            variant="primary"
            busy={make.isPending}
            disabledReason={whyNot ?? (gateways.data && packages ? undefined : text.common.loading)}
            onClick={begin}
          >
            {words.make}
          </Button>
          <ErrorNote error={make.error} />
        </>
      ) : (
        <>
          <LoopbackNote />
          <CommandTabs
            key={packages.length}
            label={words.title}
            commands={deployCommands({ apiUrl, token, packages })}
          />
          <GatewayArrival siteId={siteId} before={before} />
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <LinkButton to="/resources/new" search={{ site: siteId }}>
              {words.next}
            </LinkButton>
            <Button variant="primary" onClick={close}>
              {words.done}
            </Button>
          </div>
        </>
      )}
    </SidePanel>
  );
}

/** A gateway that comes is told of by an event, which fetches them again. */
function useGateways(siteId: string) {
  const query = { sort: "-last_seen_at", limit: SHOWN } as const;
  return api.useQuery(
    "get",
    "/sites/{site_id}/gateways",
    { params: { path: { site_id: siteId }, query } },
    usePollingWithoutEvents(POLL_MS),
  );
}

interface GatewayArrivalProps {
  readonly siteId: string;
  /** When each gateway was seen last, as it was before the token was there. */
  readonly before: ReadonlyMap<string, string | null>;
}

/** No clock is asked: the portal's and this browser's may differ. */
function GatewayArrival({ siteId, before }: GatewayArrivalProps) {
  const { data } = useGateways(siteId);
  const arrived = data?.data.find(({ id, online, last_seen_at: seen }) => online && before.get(id) !== seen);
  return <Arrival words={words} arrived={arrived?.name} />;
}
