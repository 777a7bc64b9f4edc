import { Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page, Section } from "~/ui/page.tsx";
import { DeleteSite } from "./delete-site.tsx";
import { GatewayList } from "./gateway-list.tsx";
import { HealthBadge } from "./health-badge.tsx";
import { SiteResources } from "./site-resources.tsx";

const { sites: words } = text;

/** A site with its gateways and resources. Forms of it slide over the page. */
export function SitePage() {
  const { siteId } = useParams({ from: "/sites/$siteId" });
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const mayNotWrite = useWhyNot("network");
  const site = api.useSuspenseQuery("get", "/sites/{id}", {
    params: { path: { id: siteId }, query: { include: "details" } },
  }).data.data;
  const isSystem = site.managed_by === "system";
  const whyNot = isSystem ? words.internet : mayNotWrite;
  return (
    <Page
      title={site.name}
      intro={isSystem ? words.internet : <HealthBadge site={site} />}
      actions={
        <>
          <LinkButton to="/sites/$siteId/edit" params={{ siteId }} disabledReason={whyNot}>
            <Pencil aria-hidden className="size-4" />
            {text.common.edit}
          </LinkButton>
          <Button onClick={() => setDeleting(true)} disabledReason={whyNot}>
            <Trash2 aria-hidden className="size-4" />
            {text.common.delete}
          </Button>
        </>
      }
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
      <Section title={words.resources}>
        <SiteResources siteId={siteId} />
      </Section>
      {isDeleting && (
        <DeleteSite site={site} onDeleted={() => void navigate({ to: "/sites" })} onClose={() => setDeleting(false)} />
      )}
      <Outlet />
    </Page>
  );
}
