import { useNavigate, useParams } from "@tanstack/react-router";
import { Check, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { CommandTabs } from "../devices/command-tabs.tsx";
import { usePortalAddress } from "../devices/portal-address.ts";
import { Preparation } from "../devices/preparation.tsx";
import { deployCommands } from "./deploy-commands.ts";

const { deploy: words } = text.sites;
const POLL_MS = 2_000;
/** A gateway that starts is there within seconds; after this long something is probably wrong. */
const PATIENCE_MS = 90_000;
const SHOWN = 100;

/** Makes a token, shows how to use it, and lights up once a new gateway is there. */
export function DeployGateway() {
  const { siteId } = useParams({ from: "/sites/$siteId/deploy" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const { apiUrl } = usePortalAddress();
  const [before, setBefore] = useState<ReadonlyMap<string, string | null>>(new Map());
  const gateways = useGateways(siteId);
  const make = api.useMutation("post", "/sites/{site_id}/gateway_tokens");
  const close = () => void navigate({ to: "/sites/$siteId", params: { siteId } });
  const token = make.data?.data.token;
  const begin = () => {
    setBefore(new Map(gateways.data?.data.map(({ id, last_seen_at: seen }) => [id, seen])));
    make.mutate({ params: { path: { site_id: siteId } } });
  };
  return (
    <SidePanel title={words.title} description={words.intro} onClose={close}>
      {token === undefined ? (
        <>
          <p className="mb-4 text-ink-soft text-sm">{words.tokenHint}</p>
          <Button
            variant="primary"
            busy={make.isPending}
            disabledReason={whyNot ?? (gateways.data ? undefined : text.common.loading)}
            onClick={begin}
          >
            {words.make}
          </Button>
          <ErrorNote error={make.error} />
        </>
      ) : (
        <>
          <Preparation />
          <CommandTabs label={words.title} commands={deployCommands(apiUrl, token)} />
          <Arrival siteId={siteId} before={before} />
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

function useGateways(siteId: string, refetchInterval?: number) {
  const query = { sort: "-last_seen_at", limit: SHOWN } as const;
  return api.useQuery(
    "get",
    "/sites/{site_id}/gateways",
    { params: { path: { site_id: siteId }, query } },
    refetchInterval === undefined ? {} : { refetchInterval },
  );
}

interface ArrivalProps {
  readonly siteId: string;
  /** When each gateway was seen last, as it was before the token was there. */
  readonly before: ReadonlyMap<string, string | null>;
}

/** No clock is asked: the portal's and this browser's may differ. */
function Arrival({ siteId, before }: ArrivalProps) {
  const query = useGateways(siteId, POLL_MS);
  const [isLate, setLate] = useState(false);
  const arrived = query.data?.data.find(({ id, online, last_seen_at: seen }) => online && before.get(id) !== seen);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const waiting = isLate ? words.waitingLong : words.waiting;
  return (
    <p role="status" className="mt-4 flex items-center gap-2 rounded-md bg-raised px-3 py-2.5 text-sm">
      {arrived ? (
        <Check aria-hidden className="size-4 shrink-0 text-good" />
      ) : (
        <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-ink-soft" />
      )}
      {arrived ? words.connected(arrived.name) : waiting}
    </p>
  );
}
