import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Resource } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { Facts } from "~/ui/facts.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page, Section } from "~/ui/page.tsx";
import { toast } from "~/ui/toaster.tsx";
import { AccessDiff } from "../access-diff/access-diff.tsx";
import { PolicyTable } from "../policies/policy-table.tsx";
import { Reachability } from "./resource-list.tsx";

const { resources: words } = text;
const SYSTEM: readonly Resource["type"][] = ["internet", "static_device_pool", "dynamic_device_pool"];

/** A resource: what it is, and who may reach it. */
export function ResourcePage() {
  const { resourceId } = useParams({ from: "/resources/$resourceId" });
  const [isDeleting, setDeleting] = useState(false);
  const mayNotWrite = useWhyNot("network");
  const mayNotGrant = useWhyNot("everything");
  const resource = api.useSuspenseQuery("get", "/resources/{id}", {
    params: { path: { id: resourceId }, query: { include: "details" } },
  }).data.data;
  const whyNot = SYSTEM.includes(resource.type) ? words.cannotEdit : mayNotWrite;
  return (
    <Page
      title={resource.name}
      intro={<Reachability resource={resource} />}
      actions={
        <>
          <LinkButton to="/resources/$resourceId/edit" params={{ resourceId }} disabledReason={whyNot}>
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
      <ResourceFacts resource={resource} />
      <Section
        title={words.access}
        actions={
          <LinkButton
            to="/policies/new"
            search={{ resource: resourceId }}
            variant="primary"
            disabledReason={mayNotGrant}
          >
            <Plus aria-hidden className="size-4" />
            {words.grant}
          </LinkButton>
        }
      >
        <PolicyTable resourceId={resourceId} />
      </Section>
      {isDeleting && <DeleteResource resource={resource} onClose={() => setDeleting(false)} />}
      <Outlet />
    </Page>
  );
}

function ResourceFacts({ resource }: { readonly resource: Resource }) {
  const { site_id: siteId, site_name: siteName, filters } = resource;
  const passes = filters.map(({ protocol, ports }) => [protocol.toUpperCase(), ...(ports ?? [])].join(" "));
  return (
    <Facts
      facts={[
        [words.type, words.types[resource.type]],
        [words.address, <code key="address">{resource.address ?? words.everything}</code>],
        [words.addressDescription, resource.address_description],
        [words.stack, resource.ip_stack && words.stacks[resource.ip_stack]],
        [
          words.site,
          siteId && (
            <Link key="site" to="/sites/$siteId" params={{ siteId }} className="text-accent hover:underline">
              {siteName}
            </Link>
          ),
        ],
        [words.filters, passes.length > 0 ? passes.join(" · ") : words.noFilters],
      ]}
    />
  );
}

function DeleteResource({ resource, onClose }: { readonly resource: Resource; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/resources/{id}");
  const confirm = async () => {
    await remove.mutateAsync({ params: { path: { id: resource.id } } });
    toast(words.deleted(resource.name));
    await navigate({ to: "/resources" });
  };
  return (
    <Confirm title={words.deleteTitle(resource.name)} action={text.common.delete} onConfirm={confirm} onClose={onClose}>
      {words.deleteBody(resource.policies_count ?? 0)}
      <AccessDiff changes={[{ operation: "delete", object: "resource", id: resource.id }]} />
    </Confirm>
  );
}
