import { useNavigate, useParams } from "@tanstack/react-router";
import { Check, LoaderCircle } from "lucide-react";
import { Tabs } from "radix-ui";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { CodeBlock } from "~/ui/code-block.tsx";
import { ErrorNote } from "~/ui/error-note.tsx";
import { SidePanel } from "~/ui/side-panel.tsx";
import { deployCommands } from "./deploy-commands.ts";

const { deploy: words } = text.sites;
const POLL_MS = 2_000;

/** Makes a token, shows how to use it, and lights up once a new gateway is there. */
export function DeployGateway() {
  const { siteId } = useParams({ from: "/sites/$siteId/deploy" });
  const navigate = useNavigate();
  const whyNot = useWhyNot("network");
  const [startedAt] = useState(() => Date.now());
  const make = api.useMutation("post", "/sites/{site_id}/gateway_tokens");
  const close = () => void navigate({ to: "/sites/$siteId", params: { siteId } });
  const token = make.data?.data.token;
  return (
    <SidePanel title={words.title} description={words.intro} onClose={close}>
      {token === undefined ? (
        <>
          <p className="mb-4 text-ink-soft text-sm">{words.tokenHint}</p>
          <Button
            variant="primary"
            busy={make.isPending}
            disabledReason={whyNot}
            onClick={() => make.mutate({ params: { path: { site_id: siteId } } })}
          >
            {words.make}
          </Button>
          <ErrorNote error={make.error} />
        </>
      ) : (
        <>
          <Commands token={token} />
          <Arrival siteId={siteId} since={startedAt} />
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

function Commands({ token }: { readonly token: string }) {
  const commands = deployCommands(location.origin.replace(/^http/, "ws"), token);
  return (
    <Tabs.Root defaultValue={commands[0].id}>
      <Tabs.List aria-label={words.title} className="mb-3 flex gap-1 border-line border-b">
        {commands.map(({ id }) => (
          <Tabs.Trigger
            key={id}
            value={id}
            className="-mb-px border-transparent border-b-2 px-3 py-2 text-ink-soft text-sm data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {words.tabs[id]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {commands.map(({ id, hint, command }) => (
        <Tabs.Content key={id} value={id}>
          <p className="mb-2 text-ink-soft text-sm">{hint}</p>
          <CodeBlock code={command} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

function Arrival({ siteId, since }: { readonly siteId: string; readonly since: number }) {
  const query = api.useQuery(
    "get",
    "/sites/{site_id}/gateways",
    { params: { path: { site_id: siteId }, query: { sort: "-last_seen_at" } } },
    { refetchInterval: POLL_MS },
  );
  const arrived = query.data?.data.find(
    ({ online, last_seen_at: seen }) => online && seen !== null && Date.parse(seen) >= since,
  );
  return (
    <p role="status" className="mt-4 flex items-center gap-2 rounded-md bg-raised px-3 py-2.5 text-sm">
      {arrived ? (
        <Check aria-hidden className="size-4 text-good" />
      ) : (
        <LoaderCircle aria-hidden className="size-4 animate-spin text-ink-soft" />
      )}
      {arrived ? words.connected(arrived.name) : words.waiting}
    </p>
  );
}
