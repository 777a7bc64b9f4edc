import { keepPreviousData } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Bot, Plus, UserRound } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Actor } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListFilter } from "~/table/list-filter.tsx";
import { ListTable } from "~/table/list-table.tsx";
import { SearchBox } from "~/table/search-box.tsx";
import { Toolbar } from "~/table/toolbar.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { Badge } from "~/ui/badge.tsx";
import { EmptyState } from "~/ui/empty-state.tsx";
import { LinkButton } from "~/ui/link-button.tsx";
import { Page } from "~/ui/page.tsx";
import { Since } from "~/ui/since.tsx";
import { roleOf } from "./actor-role.ts";

const { people: words, serviceAccounts } = text;
const STATES = [
  { value: "enabled", label: text.common.enabled },
  { value: "disabled", label: text.common.disabled },
];
const helper = columnHelper<Actor>();
const name = helper.accessor("name", {
  header: text.common.name,
  cell: ({ row: { original: actor } }) => (
    <Link to="/actors/$actorId" params={{ actorId: actor.id }} className="font-medium hover:underline">
      {actor.name}
    </Link>
  ),
});
const state = helper.accessor("is_disabled", {
  header: words.state,
  cell: ({ getValue }) => (
    <Badge tone={getValue() ? "bad" : "good"} dot>
      {getValue() ? text.common.disabled : text.common.enabled}
    </Badge>
  ),
});
const groups = helper.accessor("groups_count", { header: text.navigation.groupsPage });
const seen = helper.accessor("clients_last_seen_at", {
  header: words.lastSeen,
  cell: ({ getValue }) => <Since at={getValue() ?? null} />,
});
const peopleColumns = [
  name,
  helper.accessor("email", { header: words.email }),
  helper.display({ id: "role", header: words.role, cell: ({ row }) => text.roles[roleOf(row.original)] }),
  groups,
  helper.accessor("clients_count", { header: text.navigation.clients }),
  seen,
  state,
];
const serviceAccountColumns = [
  name,
  groups,
  helper.accessor("client_tokens_count", { header: serviceAccounts.tokens }),
  seen,
  state,
];

/** People who sign in. */
export function PeopleList() {
  return (
    <Page title={words.title} intro={words.intro} actions={<NewPersonButton />}>
      <ActorTable
        kind="person"
        columns={peopleColumns}
        label={words.title}
        searchLabel={words.searchLabel}
        empty={
          <EmptyState icon={UserRound} title={words.empty.title} body={words.empty.body} action={<NewPersonButton />} />
        }
      />
      <Outlet />
    </Page>
  );
}

/** Accounts of machines, which use tokens. */
export function ServiceAccountList() {
  return (
    <Page title={serviceAccounts.title} intro={serviceAccounts.intro} actions={<NewServiceAccountButton />}>
      <ActorTable
        kind="service_account"
        columns={serviceAccountColumns}
        label={serviceAccounts.title}
        searchLabel={serviceAccounts.searchLabel}
        empty={
          <EmptyState
            icon={Bot}
            title={serviceAccounts.empty.title}
            body={serviceAccounts.empty.body}
            action={<NewServiceAccountButton />}
          />
        }
      />
      <Outlet />
    </Page>
  );
}

interface ActorTableProps {
  readonly kind: "person" | "service_account";
  readonly columns: typeof peopleColumns | typeof serviceAccountColumns;
  readonly label: string;
  readonly searchLabel: string;
  readonly empty: React.ReactNode;
}

function ActorTable({ kind, columns, label, searchLabel, empty }: ActorTableProps) {
  const { state: list } = useListState();
  const filters = kind === "service_account" ? { type: "service_account" } : { kind: "person" };
  const query = api.useQuery(
    "get",
    "/actors",
    {
      params: {
        query: {
          ...filters,
          page_cursor: list.page,
          search: list.search,
          status: list.status,
          include: "details",
          sort: "name",
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <>
      <Toolbar>
        <SearchBox label={searchLabel} />
        <ListFilter name="status" label={words.state} options={STATES} />
      </Toolbar>
      <ListTable label={label} query={query} columns={columns} rowId={({ id }) => id} empty={empty} />
    </>
  );
}

function NewPersonButton() {
  return (
    <LinkButton to="/people/new" variant="primary" disabledReason={useWhyNot("everything")}>
      <Plus aria-hidden className="size-4" />
      {words.new}
    </LinkButton>
  );
}

function NewServiceAccountButton() {
  return (
    <LinkButton to="/service-accounts/new" variant="primary" disabledReason={useWhyNot("everything")}>
      <Plus aria-hidden className="size-4" />
      {serviceAccounts.new}
    </LinkButton>
  );
}
