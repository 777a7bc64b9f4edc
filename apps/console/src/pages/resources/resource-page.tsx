import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import { useMayNotRead, useWhyNot } from "~/api/me.ts";
import type { Resource } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { ConfirmDelete } from "~/ui/confirm.tsx";
import type { Fact } from "~/ui/facts.tsx";
import { ItemPage } from "~/ui/item-page.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Section } from "~/ui/page.tsx";
import { AccessDiff } from "../access-diff/access-diff.tsx";
import { PoliciesThatGo } from "../policies/policies-that-go.tsx";
import { PolicyTable } from "../policies/policy-table.tsx";
import { Reachability } from "./resource-list.tsx";

const { resources: words } = text;
const SYSTEM: readonly Resource["type"][] = ["internet", "static_device_pool", "dynamic_device_pool"];

/** A resource: what it is, and who may reach it. */
export function ResourcePage() {
  const { resourceId } = useParams({ from: "/resources/$resourceId" });
  const mayNotWrite = useWhyNot("network");
  const mayNotGrant = useWhyNot("everything");
  const mayNotRead = useMayNotRead("everything");
  const { data, error } = api.useSuspenseQuery("get", "/resources/{id}", {
    params: { path: { id: resourceId }, query: { include: "details" } },
  });
  const resource = data.data;
  const whyNot = SYSTEM.includes(resource.type) ? words.cannotEdit : mayNotWrite;
  return (
    <ItemPage
      id={resource.id}
      title={resource.name}
      presence={{ object: "resources", error, list: { to: "/resources" } }}
      intro={<Reachability resource={resource} />}
      why={{ to: "/resources/$resourceId/why", params: { resourceId } }}
      edit={{ to: "/resources/$resourceId/edit", params: { resourceId }, whyNot }}
      remove={{ whyNot, ask: (close) => <DeleteResource resource={resource} onClose={close} /> }}
      facts={factsOf(resource)}
    >
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
        {mayNotRead ? (
          <p className="text-ink-soft text-sm">{mayNotRead}</p>
        ) : (
          <PolicyTable of={{ resource_id: resourceId }} />
        )}
      </Section>
    </ItemPage>
  );
}

function factsOf(resource: Resource): Fact[] {
  const { site_id: siteId, site_name: siteName, filters } = resource;
  const passes = filters.map(({ protocol, ports }) => [protocol.toUpperCase(), ...(ports ?? [])].join(" "));
  return [
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
  ];
}

function DeleteResource({ resource, onClose }: { readonly resource: Resource; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/resources/{id}");
  return (
    <ConfirmDelete
      title={words.deleteTitle(resource.name)}
      onConfirm={() => remove.mutateAsync({ params: { path: { id: resource.id } } })}
      done={words.deleted(resource.name)}
      onDone={() => navigate({ to: "/resources" })}
      onClose={onClose}
    >
      <p>{words.deleteBody(resource.policies_count ?? 0)}</p>
      <PoliciesThatGo of={{ resource_id: resource.id }} />
      <AccessDiff changes={[{ operation: "delete", object: "resource", id: resource.id }]} />
    </ConfirmDelete>
  );
}
