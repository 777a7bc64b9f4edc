import { useNavigate, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { ItemPage } from "~/ui/item-page.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Section } from "~/ui/page.tsx";
import { DeleteSite } from "./delete-site.tsx";
import { GatewayList } from "./gateway-list.tsx";
import { HealthBadge } from "./health-badge.tsx";
import { SiteResources } from "./site-resources.tsx";

const { sites: words } = text;

/** A site with its gateways and resources. Forms of it slide over the page. */
export function SitePage() {
  const { siteId } = useParams({ from: "/sites/$siteId" });
  const navigate = useNavigate();
  const mayNotWrite = useWhyNot("network");
  const { data, error } = api.useSuspenseQuery("get", "/sites/{id}", {
    params: { path: { id: siteId }, query: { include: "details" } },
  });
  const site = data.data;
  const isSystem = site.managed_by === "system";
  const whyNot = isSystem ? words.internet : mayNotWrite;
  const leave = () => navigate({ to: "/sites" });
  return (
    <ItemPage
      id={site.id}
      title={site.name}
      presence={{ object: "sites", error, list: { to: "/sites" } }}
      intro={isSystem ? words.internet : <HealthBadge site={site} />}
      edit={{ to: "/sites/$siteId/edit", params: { siteId }, whyNot }}
      remove={{ whyNot, ask: (close) => <DeleteSite site={site} onDone={leave} onClose={close} /> }}
    >
      <Section
        title={words.gateways}
        actions={
          <LinkButton to="/sites/$siteId/deploy" params={{ siteId }} variant="primary" disabledReason={mayNotWrite}>
            <Plus aria-hidden className="size-4" />
            {words.gateway.deploy}
          </LinkButton>
        }
      >
        <GatewayList siteId={siteId} />
      </Section>
      <Section
        title={words.resources}
        actions={
          !isSystem && (
            <LinkButton to="/resources/new" search={{ site: siteId }} disabledReason={mayNotWrite}>
              <Plus aria-hidden className="size-4" />
              {words.addResource}
            </LinkButton>
          )
        }
      >
        <SiteResources siteId={siteId} />
      </Section>
    </ItemPage>
  );
}
