import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Connection } from "~/api/types.ts";
import type { ListState } from "~/table/use-list-state.ts";
import { text } from "~/text/index.ts";
import { type GraphNode, pathOf, throughput } from "./connection-graph.ts";
import { pathName } from "./path-mark.tsx";
import { rate, roundTrip } from "./rates.ts";
import { ThingLink } from "./thing-link.tsx";

const { connections: words } = text.overview;
type Node = GraphNode<Connection>;

/** What one box of the graph says: a name, and what is known in one line. What the lines say is there for screen readers. */
export function NodeBox({ node }: { readonly node: Node }) {
  switch (node.kind) {
    case "client":
      return (
        <Box
          title={<Title kind="client" node={node} owner={node.connections[0]?.actor_name} />}
          line={clientLine(node.connections)}
          unseen={words.through(names(node, ({ gateway_name: name }) => [name]))}
        />
      );
    case "gateway":
      return (
        <Box
          title={<Title kind="site" node={node} id={node.connections[0]?.site_id} />}
          line={`${node.connections[0]?.site_name} · ${clients(node)}`}
          unseen={words.towards(names(node, resourceNames))}
        />
      );
    case "site":
      return (
        <Box
          title={<Title kind="site" node={node} />}
          line={`${words.gatewayCount(distinct(node, ({ gateway_id: id }) => id))} · ${clients(node)}`}
          unseen={words.towards(names(node, resourceNames))}
        />
      );
    case "resource":
      return <Box title={<Title kind="resource" node={node} />} line={clients(node)} />;
    case "rest":
      return (
        <Box
          isQuiet
          title={<RestTitle node={node} />}
          line={[words.count(node.connections.length), pathName(pathOf(node.connections))].join(" · ")}
        />
      );
  }
}

interface BoxProps {
  readonly title: ReactNode;
  readonly line: string;
  readonly unseen?: string;
  readonly isQuiet?: boolean;
}

function Box({ title, line, unseen, isQuiet = false }: BoxProps) {
  return (
    <div
      className={`h-full rounded-md border px-3 py-1 text-sm ${isQuiet ? "border-line border-dashed bg-surface text-ink-soft" : "border-line bg-raised"}`}
    >
      {title}
      <p className="truncate text-ink-soft text-xs" title={line}>
        {line}
        {unseen && <span className="sr-only">, {unseen}</span>}
      </p>
    </div>
  );
}

interface TitleProps {
  readonly kind: "client" | "site" | "resource";
  readonly node: Node;
  readonly id?: string | undefined;
  readonly owner?: string | undefined;
}

function Title({ kind, node, id = node.id, owner }: TitleProps) {
  const title = owner === undefined || owner === node.name ? node.name : `${node.name} · ${owner}`;
  return (
    <span className="block truncate" title={title}>
      <ThingLink kind={kind} id={id} name={node.name} className="font-medium hover:underline" />
      {title !== node.name && <span className="text-ink-soft"> · {owner}</span>}
    </span>
  );
}

/** The table has them all. */
function RestTitle({ node }: { readonly node: Node }) {
  return (
    <Link
      to="/"
      search={(before: ListState) => ({ ...before, view: "table" })}
      className="block truncate hover:underline"
    >
      {words.rest(node.count)}
    </Link>
  );
}

/** Path, round trip and throughput; of several connections the longest round trip. */
function clientLine(connections: readonly Connection[]): string {
  const trips = connections.map(({ rtt_ms: rtt }) => rtt).filter((rtt) => rtt !== null);
  const bits = connections.reduce((sum, connection) => sum + throughput(connection), 0);
  return [
    connections.length > 1 && words.count(connections.length),
    pathName(pathOf(connections)),
    trips.length > 0 && roundTrip(Math.max(...trips)),
    bits > 0 && rate(bits),
  ]
    .filter((part) => part !== false)
    .join(" · ");
}

function clients(node: Node): string {
  return words.clientCount(distinct(node, ({ client_id: id }) => id));
}

function distinct({ connections }: Node, of: (connection: Connection) => string): number {
  return new Set(connections.map(of)).size;
}

function names({ connections }: Node, of: (connection: Connection) => readonly string[]): string {
  return [...new Set(connections.flatMap(of))].join(", ");
}

function resourceNames({ resources }: Connection): string[] {
  return resources.map(({ name }) => name);
}
