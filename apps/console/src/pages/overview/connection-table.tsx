import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Connection } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable, type Page } from "~/table/list-table.tsx";
import type { NarrowedBy } from "~/table/narrowing.ts";
import type { ListOrder } from "~/table/use-order.ts";
import { text } from "~/text/index.ts";
import { Since } from "~/ui/since.tsx";
import { PathMark } from "./path-mark.tsx";
import { rate, roundTrip } from "./rates.ts";
import { ThingLink } from "./thing-link.tsx";

const { connections: words } = text.overview;
const helper = columnHelper<Connection>();
const columns = [
  helper.accessor("client_name", {
    header: words.client,
    cell: ({ row: { original: one } }) => (
      <span className="block min-w-32 font-medium">
        <ThingLink kind="client" id={one.client_id} name={one.client_name} />
        <span className="block font-normal text-ink-soft text-xs">
          <ThingLink kind="actor" id={one.actor_id} name={one.actor_name} />
        </span>
      </span>
    ),
  }),
  helper.accessor("path", { header: words.path, cell: ({ getValue }) => <PathMark path={getValue()} /> }),
  helper.accessor("rtt_ms", { header: words.rtt, cell: ({ getValue }) => figure(getValue(), roundTrip) }),
  helper.accessor("bits_per_second_down", { header: words.down, cell: ({ getValue }) => figure(getValue(), rate) }),
  helper.accessor("bits_per_second_up", { header: words.up, cell: ({ getValue }) => figure(getValue(), rate) }),
  helper.accessor("gateway_name", {
    header: words.gateway,
    cell: ({ row: { original: one } }) => (
      <span className="block min-w-28">
        {one.gateway_name}
        <span className="block text-ink-soft text-xs">
          <ThingLink kind="site" id={one.site_id} name={one.site_name} />
        </span>
      </span>
    ),
  }),
  helper.accessor("resources", {
    header: words.resources,
    cell: ({ getValue }) => (
      <ul className="min-w-28">
        {getValue().map(({ id, name }) => (
          <li key={id}>
            <ThingLink kind="resource" id={id} name={name} />
          </li>
        ))}
      </ul>
    ),
  }),
  helper.accessor("connected_at", {
    header: words.since,
    cell: ({ getValue }) => {
      const at = getValue();
      return at === null ? figure(null, String) : <Since at={at} />;
    },
  }),
];

interface ConnectionTableProps {
  readonly query: UseQueryResult<Page<Connection>, unknown>;
  readonly order: ListOrder;
  readonly filters: readonly NarrowedBy[];
  readonly empty: ReactNode;
}

/** The same as the graph, row by row and without anything gathered. */
export function ConnectionTable(props: ConnectionTableProps) {
  return (
    <ListTable
      {...props}
      label={words.title}
      columns={columns}
      rowId={({ client_id, gateway_id }) => `${client_id} ${gateway_id}`}
    />
  );
}

function figure(value: number | null, show: (value: number) => string) {
  if (value === null) return <span className="text-ink-soft">–</span>;
  return <span className="whitespace-nowrap tabular-nums">{show(value)}</span>;
}
