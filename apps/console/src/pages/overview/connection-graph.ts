// Which boxes and lines show the connections: pure, of bounded size, and calm while figures change.

/** What a graph needs to know of a connection. */
export interface GraphConnection {
  readonly client_id: string;
  readonly client_name: string;
  readonly gateway_id: string;
  readonly gateway_name: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly resources: readonly { readonly id: string; readonly name: string }[];
  readonly path: "direct" | "relayed" | null;
  readonly bits_per_second_down: number | null;
  readonly bits_per_second_up: number | null;
}

export interface GraphLimits {
  readonly clients: number;
  readonly gateways: number;
  readonly resources: number;
}

/** `rest` stands for all of its column that have no box of their own. */
export type NodeKind = "client" | "gateway" | "site" | "resource" | "rest";

export interface GraphNode<Of extends GraphConnection> {
  /** Unique in the graph. */
  readonly key: string;
  readonly kind: NodeKind;
  /** Of the thing; of `rest`, its column. */
  readonly id: string;
  readonly name: string;
  /** How many things it stands for. */
  readonly count: number;
  /** Its middle, in rows from the top. */
  readonly row: number;
  readonly connections: readonly Of[];
}

/** Of several connections: `mixed` where they differ. */
export type GraphPath = "direct" | "relayed" | "mixed" | null;

export interface GraphEdge<Of extends GraphConnection> {
  readonly key: string;
  readonly from: GraphNode<Of>;
  readonly to: GraphNode<Of>;
  readonly path: GraphPath;
  /** Both directions; 0 where nothing is reported. */
  readonly bitsPerSecond: number;
  readonly connections: readonly Of[];
}

export interface Graph<Of extends GraphConnection> {
  /** Height, in rows. */
  readonly rows: number;
  readonly clients: readonly GraphNode<Of>[];
  /** Gateways, or sites where there are too many gateways. */
  readonly gateways: readonly GraphNode<Of>[];
  readonly resources: readonly GraphNode<Of>[];
  /** Between clients and gateways. */
  readonly paths: readonly GraphEdge<Of>[];
  /** Between gateways and resources. */
  readonly reaches: readonly GraphEdge<Of>[];
}

/** Three columns: who connects, through what, to what. Boxes stand in the order that lets lines cross little. */
export function layOut<Of extends GraphConnection>(connections: readonly Of[], limits: GraphLimits): Graph<Of> {
  const hubs = hubColumn(connections, limits.gateways);
  const rows = new Map(hubs.flatMap((hub, row) => hub.connections.map((connection) => [connection, row])));
  const clients = column(grouped(connections, clientOf), limits.clients, "clients", rows);
  const resources = column(grouped(connections, resourcesOf), limits.resources, "resources", rows);
  const height = Math.max(clients.length, hubs.length, resources.length);
  const [placedClients, placedHubs, placedResources] = [clients, hubs, resources].map((boxes) => placed(boxes, height));
  return {
    rows: height,
    clients: placedClients,
    gateways: placedHubs,
    resources: placedResources,
    paths: edges(placedClients, placedHubs),
    reaches: edges(placedHubs, placedResources),
  };
}

/** All bits a second that are reported of the connection. */
export function throughput({ bits_per_second_down: down, bits_per_second_up: up }: GraphConnection): number {
  return (down ?? 0) + (up ?? 0);
}

/** What several paths are together. */
export function pathOf(connections: readonly GraphConnection[]): GraphPath {
  const paths = new Set(connections.map(({ path }) => path));
  if (paths.size > 1) return "mixed";
  const [only = null] = paths;
  return only;
}

type Box<Of extends GraphConnection> = Omit<GraphNode<Of>, "row">;
type Thing = Pick<Box<GraphConnection>, "kind" | "id" | "name">;

function clientOf({ client_id: id, client_name: name }: GraphConnection): Thing[] {
  return [{ kind: "client", id, name }];
}

function resourcesOf({ resources }: GraphConnection): Thing[] {
  return resources.map(({ id, name }) => ({ kind: "resource", id, name }));
}

function grouped<Of extends GraphConnection>(connections: readonly Of[], thingsOf: (of: Of) => Thing[]): Box<Of>[] {
  const boxes = new Map<string, Box<Of> & { readonly connections: Of[] }>();
  for (const connection of connections) {
    for (const thing of thingsOf(connection)) {
      const key = `${thing.kind} ${thing.id}`;
      const box = boxes.get(key) ?? { ...thing, key, count: 1, connections: [] };
      box.connections.push(connection);
      boxes.set(key, box);
    }
  }
  return [...boxes.values()];
}

/** Gateways by site; sites themselves where there are more gateways than boxes. */
function hubColumn<Of extends GraphConnection>(connections: readonly Of[], limit: number): Box<Of>[] {
  const bySite = (a: Box<Of>, b: Box<Of>) => byName(siteOf(a), siteOf(b)) || byName(a.name, b.name);
  const gateways = grouped(connections, ({ gateway_id: id, gateway_name: name }) => [{ kind: "gateway", id, name }]);
  if (gateways.length <= limit) return gateways.sort(bySite);
  const sites = grouped(connections, ({ site_id: id, site_name: name }) => [{ kind: "site", id, name }]);
  return cut(sites, limit, "gateways").sort(bySite);
}

function siteOf<Of extends GraphConnection>({ connections }: Box<Of>): string {
  return connections[0]?.site_name ?? "";
}

function column<Of extends GraphConnection>(
  boxes: Box<Of>[],
  limit: number,
  id: string,
  rows: ReadonlyMap<Of, number>,
): Box<Of>[] {
  const middle = ({ connections }: Box<Of>) =>
    connections.reduce((sum, connection) => sum + (rows.get(connection) ?? 0), 0) / connections.length;
  const isRest = ({ kind }: Box<Of>) => Number(kind === "rest");
  return cut(boxes, limit, id).sort((a, b) => isRest(a) - isRest(b) || middle(a) - middle(b) || byName(a.name, b.name));
}

/** The busiest keep their boxes. By orders of magnitude, so that they do not change places all the time. */
function cut<Of extends GraphConnection>(boxes: Box<Of>[], limit: number, id: string): Box<Of>[] {
  if (boxes.length <= limit) return boxes;
  const weight = ({ connections }: Box<Of>) =>
    Math.floor(Math.log10(1 + connections.reduce((sum, connection) => sum + throughput(connection), 0)));
  const ranked = boxes.toSorted(
    (a, b) => weight(b) - weight(a) || b.connections.length - a.connections.length || byName(a.name, b.name),
  );
  const rest = ranked.slice(limit - 1);
  const connections = [...new Set(rest.flatMap((box) => box.connections))];
  return [
    ...ranked.slice(0, limit - 1),
    { key: `rest ${id}`, kind: "rest", id, name: "", count: rest.length, connections },
  ];
}

/** In the middle of the height. */
function placed<Of extends GraphConnection>(boxes: readonly Box<Of>[], height: number): GraphNode<Of>[] {
  const above = (height - boxes.length) / 2;
  return boxes.map((box, place) => ({ ...box, row: above + place + 0.5 }));
}

function edges<Of extends GraphConnection>(
  from: readonly GraphNode<Of>[],
  to: readonly GraphNode<Of>[],
): GraphEdge<Of>[] {
  const found: GraphEdge<Of>[] = [];
  for (const right of to) {
    const reached = new Set(right.connections);
    for (const left of from) {
      const connections = left.connections.filter((connection) => reached.has(connection));
      if (connections.length === 0) continue;
      const bitsPerSecond = connections.reduce((sum, connection) => sum + throughput(connection), 0);
      const path = pathOf(connections);
      found.push({ key: `${left.key} ${right.key}`, from: left, to: right, path, bitsPerSecond, connections });
    }
  }
  return found;
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
