import { Laptop } from "lucide-react";
import { api } from "~/api/client.ts";
import { useWhyNot } from "~/api/me.ts";
import type { Client } from "~/api/types.ts";
import { deletable } from "~/pages/access-diff/delete-several.tsx";
import { ListPage } from "~/table/list-page.tsx";
import type { Selection } from "~/table/selection.tsx";
import { useListState } from "~/table/use-list-state.ts";
import { useOrder } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
import { CLIENT_COLUMNS, useClients } from "./client-table.tsx";

const { clients: words } = text;
const FILTERS = [
  {
    name: "presence",
    label: words.state,
    options: [
      { value: "online", label: text.common.online },
      { value: "offline", label: text.common.offline },
    ],
  },
  {
    name: "verification",
    label: words.trust,
    options: [
      { value: "verified", label: words.verified },
      { value: "unverified", label: words.unverified },
    ],
  },
];
const SORTED = { name: "name", last_seen_version: "last_seen_version", last_seen_at: "last_seen_at" } as const;

/** All clients that ever connected. */
export function ClientList() {
  const whyNot = useWhyNot("everything");
  const { search, presence, verification } = useListState().state;
  const narrowed = { search, presence, verification };
  const order = useOrder(SORTED, "-last_seen_at");
  return (
    <ListPage
      title={words.title}
      words={words}
      icon={Laptop}
      create={{ to: "/clients/connect", label: text.devices.connect }}
      filters={FILTERS}
      query={useClients({ sort: order.current })}
      order={order}
      columns={CLIENT_COLUMNS}
      exported={{
        name: "clients.csv",
        path: "/clients",
        query: { ...narrowed, sort: order.current, include: "details" },
      }}
      selection={useSelection(whyNot)}
    />
  );
}

function useSelection(whyNot: string | undefined): Selection<Client> | undefined {
  const remove = api.useMutation("delete", "/clients/{id}");
  return deletable({
    whyNot,
    nameOf: ({ name }) => name,
    body: words.deleteSeveralBody,
    onDelete: (id) => remove.mutateAsync({ params: { path: { id } } }),
  });
}
