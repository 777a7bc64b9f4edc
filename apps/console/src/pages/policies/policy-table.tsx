import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound, Pencil, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Policy } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { Button } from "~/ui/button.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Since } from "~/ui/since.tsx";
import { DeletePolicy, SwitchPolicy } from "./policy-questions.tsx";

const { policies: words } = text;
const helper = columnHelper<Policy>();
const group = helper.accessor("group_name", {
  header: words.group,
  cell: ({ row }) => <GroupLink policy={row.original} />,
});
const resource = helper.accessor("resource_name", {
  header: words.resource,
  cell: ({ row: { original: policy } }) => (
    <Link
      to="/resources/$resourceId"
      params={{ resourceId: policy.resource_id }}
      className="font-medium hover:underline"
    >
      {policy.resource_name}
    </Link>
  ),
});
const rest = [
  helper.accessor("conditions", { header: words.conditions, cell: ({ row }) => <Conditions policy={row.original} /> }),
  helper.accessor("is_disabled", { header: words.state, cell: ({ row }) => <PolicyState policy={row.original} /> }),
  helper.display({
    id: "actions",
    header: () => <span className="sr-only">{text.common.actions}</span>,
    cell: ({ row }) => <Actions policy={row.original} />,
  }),
];
const COLUMNS = {
  all: [group, resource, ...rest],
  ofGroup: [resource, ...rest],
  ofResource: [group, ...rest],
};

interface PolicyTableProps {
  readonly groupId?: string;
  readonly resourceId?: string;
  readonly empty?: React.ReactNode;
}

/** Policies: all of them, or those of one group or one resource. */
export function PolicyTable({ groupId, resourceId, empty }: PolicyTableProps) {
  const { state } = useListState();
  const query = api.useQuery(
    "get",
    "/policies",
    {
      params: {
        query: {
          group_id: groupId,
          resource_id: resourceId,
          page_cursor: state.page,
          search: state.search,
          status: state.status,
          include: "details",
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  const columns = groupId ? COLUMNS.ofGroup : resourceId ? COLUMNS.ofResource : COLUMNS.all;
  return (
    <ListTable
      label={words.title}
      query={query}
      columns={columns}
      rowId={({ id }) => id}
      empty={empty ?? <EmptyState icon={KeyRound} title={words.none.title} body={words.none.body} />}
    />
  );
}

function GroupLink({ policy }: { readonly policy: Policy }) {
  if (policy.group_id === null) return <Badge tone="warn">{words.groupGone}</Badge>;
  return (
    <Link to="/groups/$groupId" params={{ groupId: policy.group_id }} className="font-medium hover:underline">
      {policy.group_name}
    </Link>
  );
}

function Conditions({ policy: { conditions, condition_tree: tree } }: { readonly policy: Policy }) {
  const names = conditions.map(({ property }) => words.properties[property] ?? property);
  if (tree !== undefined) names.push(words.tree);
  return names.length === 0 ? <span className="text-ink-soft">{words.unconditional}</span> : names.join(", ");
}

function PolicyState({ policy }: { readonly policy: Policy }) {
  if (policy.is_disabled) return <Badge dot>{text.common.disabled}</Badge>;
  return (
    <span className="flex items-center gap-2">
      <Badge tone="good" dot>
        {text.common.enabled}
      </Badge>
      {policy.expires_at !== undefined && (
        <span className="text-ink-soft text-xs">
          {words.ends} <Since at={policy.expires_at} />
        </span>
      )}
    </span>
  );
}

function Actions({ policy }: { readonly policy: Policy }) {
  const [asking, setAsking] = useState<"delete" | "switch">();
  const whyNot = useWhyNot("everything");
  const { group_id, is_disabled } = policy;
  return (
    <span className="flex justify-end gap-1">
      <LinkButton
        to="/policies/$policyId/edit"
        params={{ policyId: policy.id }}
        variant="ghost"
        className="px-2"
        aria-label={text.common.edit}
        disabledReason={whyNot}
      >
        <Pencil aria-hidden className="size-4" />
      </LinkButton>
      <Button
        variant="ghost"
        className="px-2"
        aria-label={is_disabled ? words.enable : words.disable}
        disabledReason={group_id === null ? words.groupGone : whyNot}
        onClick={() => setAsking("switch")}
      >
        <Power aria-hidden className="size-4" />
      </Button>
      <Button
        variant="ghost"
        className="px-2"
        aria-label={text.common.delete}
        disabledReason={whyNot}
        onClick={() => setAsking("delete")}
      >
        <Trash2 aria-hidden className="size-4" />
      </Button>
      {asking === "delete" && <DeletePolicy policy={policy} onClose={() => setAsking(undefined)} />}
      {asking === "switch" && <SwitchPolicy policy={policy} onClose={() => setAsking(undefined)} />}
    </span>
  );
}
