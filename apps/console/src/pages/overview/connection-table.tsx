import { useState } from "react";
import type { Connection } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Since } from "~/ui/since.tsx";
import { PathMark } from "./path-mark.tsx";
import { rate, roundTrip } from "./rates.ts";
import { ThingLink } from "./thing-link.tsx";

const { connections: words } = text.overview;
const STEP = 50;
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

/** The same as the graph, row by row and without anything gathered. */
export function ConnectionTable({ connections }: { readonly connections: readonly Connection[] }) {
  const [limit, setLimit] = useState(STEP);
  const all = connections.length;
  const data = {
    data: connections.slice(0, limit),
    metadata: { count: all, next_page: null, prev_page: null },
  };
  return (
    <>
      <ListTable
        label={words.title}
        query={{ data, error: null, isPending: false, isFetching: false }}
        columns={columns}
        rowId={({ client_id, gateway_id }) => `${client_id} ${gateway_id}`}
        empty={null}
      />
      {all > limit && (
        <Button className="mt-3" onClick={() => setLimit(limit + STEP)}>
          {words.more(Math.min(STEP, all - limit))}
        </Button>
      )}
    </>
  );
}

function figure(value: number | null, show: (value: number) => string) {
  if (value === null) return <span className="text-ink-soft">–</span>;
  return <span className="whitespace-nowrap tabular-nums">{show(value)}</span>;
}
