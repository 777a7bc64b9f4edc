import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { api } from "~/api/client.ts";
import { useMe } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page, Section } from "~/ui/page.tsx";
import { HealthBadge } from "../sites/health-badge.tsx";
import { DenialTable } from "./denial-table.tsx";
import { Figure } from "./figure.tsx";
import { FirstSteps } from "./first-steps.tsx";

const { overview: words } = text;
const MANY = 100;

/** What is online now, and what was refused lately. */
export function Overview() {
  const { role } = useMe();
  const seesPeople = role !== "network_admin";
  return (
    <Page title={words.title} intro={words.intro}>
      <FirstSteps />
      <Figures seesPeople={seesPeople} />
      <Section title={text.navigation.sites}>
        <Sites />
      </Section>
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
  return (
    <ul className="grid grid-cols-2 gap-4 lg:grid-cols-3">
      {seesPeople && <Figure to="/clients" label={words.clientsOnline} value={clients.data?.metadata.count} />}
      <Figure to="/resources" label={text.resources.title} value={resources.data?.metadata.count} />
      {seesPeople && <Figure to="/policies" label={text.policies.title} value={policies.data?.metadata.count} />}
    </ul>
  );
}

function Sites() {
  const query = { include: "details", managed_by: "account", sort: "name", limit: MANY } as const;
  const { data } = api.useQuery("get", "/sites", { params: { query } });
  if (!data) return null;
  if (data.data.length === 0) {
    const { title, body } = text.sites.empty;
    const action = (
      <LinkButton to="/sites/new" variant="primary">
        {text.sites.new}
      </LinkButton>
    );
    return <EmptyState icon={ShieldCheck} title={title} body={body} action={action} />;
  }
  return (
    <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      {data.data.map((site) => (
        <li key={site.id}>
          <Link
            to="/sites/$siteId"
            params={{ siteId: site.id }}
            className="flex items-center justify-between gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-sm hover:bg-raised"
          >
            <span className="truncate font-medium">{site.name}</span>
            <HealthBadge site={site} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
