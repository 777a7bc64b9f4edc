import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bot, UserRound } from "lucide-react";
import { api } from "~/api/client.ts";
import { useMe, useWhyNot } from "~/api/me.ts";
import type { Actor } from "~/api/types.ts";
import { deletable } from "~/pages/access-diff/delete-several.tsx";
import { columnHelper } from "~/table/columns.ts";
import { STATE_FILTER } from "~/table/list-filter.tsx";
import { ListPage } from "~/table/list-page.tsx";
import type { Selection } from "~/table/selection.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { type Order, useOrder } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
import { Since } from "~/ui/since.tsx";
import { EnabledBadge } from "~/ui/state-badges.tsx";
import { roleOf } from "./actor-role.ts";

const { people: words, serviceAccounts } = text;
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
  cell: ({ getValue }) => <EnabledBadge isDisabled={getValue()} />,
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
  const order = useOrder({ name: "name", email: "email" }, "name");
  const whyNot = useWhyNot("everything");
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={UserRound}
      create={{ to: "/people/new", label: words.new, whyNot }}
      filters={[STATE_FILTER]}
      {...useActors("people.csv", { kind: "person", sort: order.current })}
      order={order}
      columns={peopleColumns}
      selection={useSelection(whyNot)}
    />
  );
}

/** Accounts of machines, which use tokens. */
export function ServiceAccountList() {
  const order = useOrder({ name: "name" }, "name");
  const whyNot = useWhyNot("everything");
  return (
    <ListPage
      title={serviceAccounts.title}
      words={serviceAccounts}
      icon={Bot}
      create={{ to: "/service-accounts/new", label: serviceAccounts.new, whyNot }}
      filters={[STATE_FILTER]}
      {...useActors("service-accounts.csv", { type: "service_account", sort: order.current })}
      order={order}
      columns={serviceAccountColumns}
      selection={useSelection(whyNot)}
    />
  );
}

interface Which {
  readonly kind?: "person";
  readonly type?: "service_account";
  readonly sort: Order<"name" | "email"> | undefined;
}

/** A page of them to be shown, and all of them to be saved as a file. */
function useActors(file: string, which: Which) {
  const { page: page_cursor, search, status } = useListState().state;
  const wanted = { ...which, search, status, include: "details" } as const;
  const query = api.useQuery(
    "get",
    "/actors",
    { params: { query: { ...wanted, page_cursor } } },
    { placeholderData: keepPreviousData },
  );
  return { query, exported: { name: file, path: "/actors", query: wanted } };
}

function useSelection(whyNot: string | undefined): Selection<Actor> | undefined {
  const me = useMe();
  const remove = api.useMutation("delete", "/actors/{id}");
  return deletable({
    whyNot,
    nameOf: ({ name }) => name,
    mayDelete: ({ id }) => id !== me.actor.id,
    body: words.deleteSeveralBody,
    object: "actor",
    onDelete: (id) => remove.mutateAsync({ params: { path: { id } } }),
  });
}
