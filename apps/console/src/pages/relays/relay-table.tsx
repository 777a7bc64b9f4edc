import { RadioTower } from "lucide-react";
import type { Relay } from "~/api/types.ts";
import { columnHelper } from "~/table/columns.ts";
import { ListTable } from "~/table/list-table.tsx";
import { text } from "~/text/index.ts";
import { EmptyState } from "~/ui/empty-state.tsx";
import { Since } from "~/ui/since.tsx";
import { useRelays, useRelayTokens } from "./use-relays.ts";

const { relays: words } = text;
const helper = columnHelper<Relay>();
const columns = [
  helper.accessor("name", {
    header: text.common.name,
    cell: ({ getValue }) => (
      <span className="font-medium">{getValue() ?? <span className="text-ink-soft">{words.unnamed}</span>}</span>
    ),
  }),
  helper.display({
    id: "addresses",
    header: words.addresses,
    cell: ({ row }) => (
      <ul className="tabular-nums">
        {addressesOf(row.original).map((address) => (
          <li key={address}>{address}</li>
        ))}
      </ul>
    ),
  }),
  helper.display({ id: "from", header: words.from, cell: ({ row }) => placeOf(row.original) }),
  helper.accessor("version", { header: words.version }),
  helper.accessor("connected_at", { header: words.since, cell: ({ getValue }) => <Since at={getValue()} /> }),
  helper.accessor("relay_token_id", { header: words.token, cell: ({ getValue }) => <TokenOf id={getValue()} /> }),
];

/** Relays that are connected now. */
export function RelayTable() {
  return (
    <ListTable
      label={words.connected}
      query={useRelays()}
      columns={columns}
      rowId={({ id }) => id}
      empty={<EmptyState icon={RadioTower} title={words.none.title} body={words.none.body} />}
    />
  );
}

/** Tokens have no names; when one was made tells it from others. */
function TokenOf({ id }: { readonly id: string }) {
  const token = useRelayTokens().data?.data.find((one) => one.id === id);
  return <Since at={token?.inserted_at ?? null} />;
}

/** As devices are told. */
function addressesOf({ ipv4, ipv6, port }: Relay): string[] {
  return [ipv4 === null ? [] : `${ipv4}:${port}`, ipv6 === null ? [] : `[${ipv6}]:${port}`].flat();
}

function placeOf(relay: Relay): string {
  const place = [relay.remote_ip_location_city, relay.remote_ip_location_region];
  return [relay.remote_ip, ...place].filter((part) => part !== null).join(", ");
}
