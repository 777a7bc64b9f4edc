import { api } from "~/api/client.ts";
import { useMe } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Page, Section } from "~/ui/page.tsx";
import { Connections } from "./connections.tsx";
import { DenialTable } from "./denial-table.tsx";
import { Figure } from "./figure.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { RelayNotice } from "./relay-notice.tsx";
import { SiteHealth } from "./site-health.tsx";
import { useConnectionCount } from "./use-connections.ts";
import { useSites } from "./use-sites.ts";

const { overview: words } = text;

/** Who is online, what is connected, and what was refused lately; in a new account, what to do first. */
export function Overview() {
  const seesPeople = useMe().role !== "network_admin";
  const sites = useSites();
  return (
    <Page title={words.title} intro={words.intro}>
      <Figures seesPeople={seesPeople} />
      <RelayNotice />
      <FirstSteps />
      <Connections seesPeople={seesPeople} />
      {sites.data && sites.data.data.length > 0 && (
        <Section title={words.sites}>
          <SiteHealth />
        </Section>
      )}
      {seesPeople && (
        <Section title={words.denials}>
          <DenialTable />
        </Section>
      )}
    </Page>
  );
}

function Figures({ seesPeople }: { readonly seesPeople: boolean }) {
  const query = { limit: 1 } as const;
  const online = { presence: "online", limit: 1 } as const;
  const clients = api.useQuery("get", "/clients", { params: { query: online } }, { enabled: seesPeople });
  const policies = api.useQuery("get", "/policies", { params: { query } }, { enabled: seesPeople });
  const resources = api.useQuery("get", "/resources", { params: { query } });
  const connections = useConnectionCount();
  return (
    <ul className="grid grid-cols-2 gap-4 lg:grid-cols-5">
      {seesPeople && (
        <Figure
          to="/clients"
          search={{ presence: "online" }}
          label={words.clientsOnline}
          value={clients.data?.metadata.count}
        />
      )}
      <GatewaysOnline />
      <Figure to="/" label={words.connected} value={connections.data?.metadata.count} />
      <Figure to="/resources" label={text.resources.title} value={resources.data?.metadata.count} />
      {seesPeople && <Figure to="/policies" label={text.policies.title} value={policies.data?.metadata.count} />}
    </ul>
  );
}

function GatewaysOnline() {
  const counts = useSites().data?.metadata;
  const value = counts && words.ofAll(counts.online_gateways_count, counts.gateways_count);
  return <Figure to="/sites" label={words.gatewaysOnline} value={value} />;
}
