import { useNavigate, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Group } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { ConfirmDelete } from "~/ui/confirm.tsx";
import { ItemPage } from "~/ui/item-page.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Section } from "~/ui/page.tsx";
import { AccessDiff } from "../access-diff/access-diff.tsx";
import { PoliciesThatGo } from "../policies/policies-that-go.tsx";
import { PolicyTable } from "../policies/policy-table.tsx";
import { MemberList } from "./member-list.tsx";

const { groups: words } = text;

/** A group: who is in it, and what it may reach. */
export function GroupPage() {
  const { groupId } = useParams({ from: "/groups/$groupId" });
  const mayNotWrite = useWhyNot("everything");
  const { data, error } = api.useSuspenseQuery("get", "/groups/{id}", {
    params: { path: { id: groupId }, query: { include: "details" } },
  });
  const group = data.data;
  const whyNot = group.directory_id === null ? mayNotWrite : words.synced;
  return (
    <ItemPage
      id={group.id}
      title={group.name}
      presence={{ object: "groups", error, list: { to: "/groups" } }}
      intro={group.directory_name ? words.syncedFrom(group.directory_name) : undefined}
      why={{ to: "/groups/$groupId/why", params: { groupId } }}
      edit={{ to: "/groups/$groupId/edit", params: { groupId }, whyNot }}
      remove={{ whyNot: mayNotWrite, ask: (close) => <DeleteGroup group={group} onClose={close} /> }}
    >
      <Section
        title={words.access}
        actions={
          <LinkButton to="/policies/new" search={{ group: groupId }} variant="primary" disabledReason={mayNotWrite}>
            <Plus aria-hidden className="size-4" />
            {text.resources.grant}
          </LinkButton>
        }
      >
        <PolicyTable of={{ group_id: groupId }} />
      </Section>
      <Section title={words.members}>
        <MemberList groupId={groupId} whyNot={whyNot} />
      </Section>
    </ItemPage>
  );
}

function DeleteGroup({ group, onClose }: { readonly group: Group; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/groups/{id}");
  const { id, name, policies_count: policies = 0 } = group;
  return (
    <ConfirmDelete
      title={words.deleteTitle(name)}
      onConfirm={() => remove.mutateAsync({ params: { path: { id } } })}
      done={words.deleted(name)}
      onDone={() => navigate({ to: "/groups" })}
      onClose={onClose}
    >
      <p>{words.deleteBody(policies)}</p>
      <PoliciesThatGo of={{ group_id: id }} />
      <AccessDiff changes={[{ operation: "delete", object: "group", id }]} />
    </ConfirmDelete>
  );
}
