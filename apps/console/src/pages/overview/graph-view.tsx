import { clsx } from "clsx";
import { useMemo, useState } from "react";
import type { Connection } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { type Graph, type GraphEdge, type GraphLimits, type GraphNode, layOut } from "./connection-graph.ts";
import { NodeBox } from "./graph-node.tsx";
import { PATH_LOOKS, PathMark } from "./path-mark.tsx";

const { connections: words } = text.overview;
const LIMITS: GraphLimits = { clients: 12, gateways: 8, resources: 12 };
const ROW_PX = 60;
const BOX_PX = 48;
/** Of the picture: what is between the columns is for lines. Also in the classes of the columns. */
const WIDTH = 1_000;
const ENDS = { clientRight: 320, gatewayLeft: 420, gatewayRight: 640, resourceLeft: 740 } as const;
const COLUMNS = {
  clients: "left-0 w-[32%]",
  gateways: "left-[42%] w-[22%]",
  resources: "left-[74%] w-[26%]",
} as const;
/** Widths of lines: from idle to a gigabit. */
const THINNEST = 1.5;
const PER_MAGNITUDE = 0.5;

/** Connections from left to right. Boxes are links; what one of them is about stands out while it is pointed at or has the focus. */
export function GraphView({ connections }: { readonly connections: readonly Connection[] }) {
  const [lit, setLit] = useState<string>();
  // Pointing at boxes must not lay them out again.
  const graph = useMemo(() => layOut(connections, LIMITS), [connections]);
  const nodes = [...graph.clients, ...graph.gateways, ...graph.resources];
  const chosen = nodes.find(({ key }) => key === lit);
  const shown = chosen && new Set<Connection>(chosen.connections);
  const isFaded = (part: { readonly connections: readonly Connection[] }) =>
    shown !== undefined && !part.connections.some((connection) => shown.has(connection));
  const height = graph.rows * ROW_PX;
  const isBySite = graph.gateways.some(({ kind }) => kind === "site");
  const columns = [
    { id: "clients", title: words.clients, nodes: graph.clients },
    { id: "gateways", title: isBySite ? words.sites : words.gateways, nodes: graph.gateways },
    { id: "resources", title: words.resources, nodes: graph.resources },
  ] as const;
  return (
    <section aria-label={words.graphLabel} className="rounded-lg border border-line bg-surface p-4">
      <div className="relative" style={{ height: height + ROW_PX / 2 }}>
        <Lines graph={graph} height={height} isFaded={isFaded} />
        {columns.map(({ id, title, nodes: boxes }) => (
          <div key={id} className={`absolute top-0 ${COLUMNS[id]}`}>
            <h3 className="text-ink-soft text-xs">{title}</h3>
            <ul aria-label={title}>
              {boxes.map((node) => (
                <li
                  key={node.key}
                  className={clsx(
                    "absolute inset-x-0 transition-[top,opacity] duration-300",
                    isFaded(node) && "opacity-30",
                  )}
                  style={{ top: middle(node) - BOX_PX / 2, height: BOX_PX }}
                  onPointerEnter={() => setLit(node.key)}
                  onPointerLeave={() => setLit(undefined)}
                  onFocus={() => setLit(node.key)}
                  onBlur={() => setLit(undefined)}
                >
                  <NodeBox node={node} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <Legend graph={graph} />
    </section>
  );
}

interface LinesProps {
  readonly graph: Graph<Connection>;
  readonly height: number;
  readonly isFaded: (edge: GraphEdge<Connection>) => boolean;
}

function Lines({ graph, height, isFaded }: LinesProps) {
  return (
    <svg
      aria-hidden
      className="absolute inset-x-0 top-0 w-full"
      style={{ height: height + ROW_PX / 2 }}
      viewBox={`0 0 ${WIDTH} ${height + ROW_PX / 2}`}
      preserveAspectRatio="none"
      fill="none"
    >
      {graph.reaches.map((edge) => (
        <path
          key={edge.key}
          d={curve(edge, ENDS.gatewayRight, ENDS.resourceLeft)}
          className={clsx("stroke-line-strong", isFaded(edge) && "opacity-15")}
          strokeWidth={1}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {graph.paths.map((edge) => {
        const { className, dashes } = PATH_LOOKS[edge.path ?? "unknown"];
        return (
          <path
            key={edge.key}
            d={curve(edge, ENDS.clientRight, ENDS.gatewayLeft)}
            className={clsx(className, isFaded(edge) && "opacity-15")}
            strokeWidth={thickness(edge.bitsPerSecond)}
            strokeDasharray={dashes}
            vectorEffect="non-scaling-stroke"
          />
        );
      })}
    </svg>
  );
}

/** Which line means what, as far as there are such. */
function Legend({ graph }: { readonly graph: Graph<Connection> }) {
  const present = new Set(graph.paths.map(({ path }) => path));
  const kinds = (["direct", "relayed", "mixed", null] as const).filter((path) => present.has(path));
  return (
    <ul className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-ink-soft text-xs">
      {kinds.map((path) => (
        <li key={path ?? "unknown"}>
          <PathMark path={path} />
        </li>
      ))}
    </ul>
  );
}

/** Below the column's heading. */
function middle({ row }: GraphNode<Connection>): number {
  return row * ROW_PX + ROW_PX / 2;
}

function curve({ from, to }: GraphEdge<Connection>, left: number, right: number): string {
  const [start, end, half] = [middle(from), middle(to), (left + right) / 2];
  return `M${left} ${start}C${half} ${start} ${half} ${end} ${right} ${end}`;
}

function thickness(bitsPerSecond: number): number {
  return THINNEST + PER_MAGNITUDE * Math.max(0, Math.log10(Math.max(1, bitsPerSecond)) - 3);
}
