import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleHelp, KeyRound, Pencil, Power, Trash2 } from "lucide-react";
import { api } from "~/api/client.ts";
import { useMayNotRead, useWhyNot } from "~/api/me.ts";
import type { Policy } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { ActionsHeader, RowAction } from "~/table/row-action.tsx";
import { useListState } from "~/table/use-list-state.ts";
import type { Order } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Since } from "~/ui/since.tsx";
import { PolicyQuestion } from "./policy-questions.tsx";
import { ruleOf } from "./policy-values.ts";
import { useProviders } from "./rule/providers.ts";
import { ruleText } from "./rule/rule-text.ts";

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
    header: ActionsHeader,
    cell: ({ row }) => <Actions policy={row.original} />,
  }),
];
export const POLICY_COLUMNS = {
  all: [group, resource, ...rest],
  ofGroup: [resource, ...rest],
  ofResource: [group, ...rest],
};

interface PolicyFilter {
  readonly group_id?: string;
  readonly resource_id?: string;
  readonly sort?: Order<"group" | "resource"> | undefined;
}

/** Policies of one group or one resource. */
export function PolicyTable({ of }: { readonly of: PolicyFilter }) {
  return (
    <>
      <ListTable
        label={words.title}
        query={usePolicies(of)}
        columns={of.group_id === undefined ? POLICY_COLUMNS.ofResource : POLICY_COLUMNS.ofGroup}
        rowId={({ id }) => id}
        empty={<EmptyState icon={KeyRound} title={words.none.title} body={words.none.body} />}
      />
      <PolicyQuestion />
    </>
  );
}

/** Policies, as the address narrows them. */
export function usePolicies(of: PolicyFilter) {
  const { page: page_cursor, search, status } = useListState().state;
  return api.useQuery(
    "get",
    "/policies",
    { params: { query: { ...of, page_cursor, search, status, include: "details" } } },
    { placeholderData: keepPreviousData },
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

function Conditions({ policy }: { readonly policy: Policy }) {
  const providers = useProviders();
  const rule = ruleOf(policy);
  if (rule.parts.length === 0) return <span className="text-ink-soft">{words.unconditional}</span>;
  const told = ruleText(rule, providers);
  return (
    <span title={told} className="line-clamp-2 max-w-sm">
      {told}
    </span>
  );
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
  const { state, setState } = useListState();
  const ask = (what: "delete" | "switch") => setState({ ask: what, policy: policy.id, page: state.page });
  const whyNot = useWhyNot("everything");
  const mayNotRead = useMayNotRead("everything");
  const { group_id, is_disabled } = policy;
  return (
    <span className="flex justify-end gap-1 max-sm:w-24 max-sm:flex-wrap">
      <LinkButton
        to="/policies/$policyId/why"
        params={{ policyId: policy.id }}
        variant="ghost"
        className="px-2"
        aria-label={text.why.title}
        title={text.why.title}
        disabledReason={mayNotRead}
      >
        <CircleHelp aria-hidden className="size-4" />
      </LinkButton>
      <LinkButton
        to="/policies/$policyId/edit"
        params={{ policyId: policy.id }}
        variant="ghost"
        className="px-2"
        aria-label={text.common.edit}
        title={text.common.edit}
        disabledReason={whyNot}
      >
        <Pencil aria-hidden className="size-4" />
      </LinkButton>
      <RowAction
        icon={Power}
        label={is_disabled ? words.enable : words.disable}
        whyNot={group_id === null ? words.groupGone : whyNot}
        onClick={() => ask("switch")}
      />
      <RowAction icon={Trash2} label={text.common.delete} whyNot={whyNot} onClick={() => ask("delete")} />
    </span>
  );
}
