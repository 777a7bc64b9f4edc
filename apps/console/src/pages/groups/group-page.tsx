import { Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page, Section } from "~/ui/page.tsx";
import { toast } from "~/ui/toaster.tsx";
import { AccessDiff } from "../access-diff/access-diff.tsx";
import { PolicyTable } from "../policies/policy-table.tsx";
import { MemberList } from "./member-list.tsx";

const { groups: words } = text;

/** A group: who is in it, and what it may reach. */
export function GroupPage() {
  const { groupId } = useParams({ from: "/groups/$groupId" });
  const [isDeleting, setDeleting] = useState(false);
  const mayNotWrite = useWhyNot("everything");
  const group = api.useSuspenseQuery("get", "/groups/{id}", {
    params: { path: { id: groupId }, query: { include: "details" } },
  }).data.data;
  const whyNot = group.directory_id === null ? mayNotWrite : words.synced;
  return (
    <Page
      title={group.name}
      intro={group.directory_name ? words.syncedFrom(group.directory_name) : undefined}
      actions={
        <>
          <LinkButton to="/groups/$groupId/edit" params={{ groupId }} disabledReason={whyNot}>
            <Pencil aria-hidden className="size-4" />
            {text.common.edit}
          </LinkButton>
          <Button onClick={() => setDeleting(true)} disabledReason={mayNotWrite}>
            <Trash2 aria-hidden className="size-4" />
            {text.common.delete}
          </Button>
        </>
      }
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
        <PolicyTable groupId={groupId} />
      </Section>
      <Section title={words.members}>
        <MemberList groupId={groupId} whyNot={whyNot} />
      </Section>
      {isDeleting && (
        <DeleteGroup
          id={groupId}
          name={group.name}
          policies={group.policies_count ?? 0}
          onClose={() => setDeleting(false)}
        />
      )}
      <Outlet />
    </Page>
  );
}

interface DeleteGroupProps {
  readonly id: string;
  readonly name: string;
  readonly policies: number;
  readonly onClose: () => void;
}

function DeleteGroup({ id, name, policies, onClose }: DeleteGroupProps) {
  const navigate = useNavigate();
  const remove = api.useMutation("delete", "/groups/{id}");
  const confirm = async () => {
    await remove.mutateAsync({ params: { path: { id } } });
    toast(words.deleted(name));
    await navigate({ to: "/groups" });
  };
  return (
    <Confirm title={words.deleteTitle(name)} action={text.common.delete} onConfirm={confirm} onClose={onClose}>
      {words.deleteBody(policies)}
      <AccessDiff changes={[{ operation: "delete", object: "group", id }]} />
    </Confirm>
  );
}
