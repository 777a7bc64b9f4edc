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
import { useConnections } from "./use-connections.ts";
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
  const connections = useConnections();
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

/** Of all sites that one answer has. */
function GatewaysOnline() {
  const sites = useSites().data?.data;
  const online = sites?.reduce((sum, { online_gateways_count: count = 0 }) => sum + count, 0);
  const all = sites?.reduce((sum, { gateways_count: count = 0 }) => sum + count, 0);
  const value = online === undefined || all === undefined ? undefined : words.ofAll(online, all);
  return <Figure to="/sites" label={words.gatewaysOnline} value={value} />;
}
