import { Outlet } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import { useMe, useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page, Section } from "~/ui/page.tsx";
import { RelayTable } from "./relay-table.tsx";
import { RelayTokens } from "./relay-tokens.tsx";

const { relays: words } = text;

/** The relays of the installation, for the account that looks after them; how many there are, for others. */
export function RelayPage() {
  return useMe().keeps_relays ? <OwnRelays /> : <ForeignRelays />;
}

function OwnRelays() {
  const whyNot = useWhyNot("everything");
  const start = (
    <LinkButton to="/relays/new" variant="primary" disabledReason={whyNot}>
      <Plus aria-hidden className="size-4" />
      {words.start.title}
    </LinkButton>
  );
  return (
    <Page title={words.title} intro={words.intro} actions={start}>
      <Section title={words.connected}>
        <RelayTable />
      </Section>
      <Section title={words.tokens}>
        <RelayTokens />
      </Section>
      <Outlet />
    </Page>
  );
}

function ForeignRelays() {
  const { data } = api.useQuery("get", "/connections", { params: { query: { limit: 1 } } });
  return (
    <Page title={words.title} intro={words.intro}>
      {data && <p className="font-medium">{words.online(data.metadata.relays_online)}</p>}
      <p className="mt-1 text-ink-soft text-sm">{words.kept}</p>
    </Page>
  );
}
