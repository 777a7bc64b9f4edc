import { describe, expect, test } from "vitest";
import { type GraphConnection, layOut } from "../src/pages/overview/connection-graph.ts";

const ROOMY = { clients: 12, gateways: 8, resources: 12 };

function connection(client: string, gateway: string, over: Partial<GraphConnection> = {}): GraphConnection {
  return {
    client_id: client,
    client_name: client,
    gateway_id: gateway,
    gateway_name: gateway,
    site_id: "quay",
    site_name: "Quay",
    resources: [{ id: "shed", name: "Shed" }],
    path: "direct",
    bits_per_second_down: null,
    bits_per_second_up: null,
    ...over,
  };
}
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const names = (nodes: readonly { readonly name: string }[]) => nodes.map(({ name }) => name);

describe("a graph of connections", () => {
  test("has a box for each client, gateway and resource, and a line for each pair", () => {
    const graph = layOut(
      [
        connection("ann", "g1"),
        connection("ann", "g2", { path: "relayed", resources: [{ id: "wiki", name: "Wiki" }] }),
        connection("bob", "g2", { path: null, resources: [] }),
      ],
      ROOMY,
    );
    expect([names(graph.clients), names(graph.gateways), names(graph.resources)]).toEqual([
      ["ann", "bob"],
      ["g1", "g2"],
      ["Shed", "Wiki"],
    ]);
    expect(graph.paths.map(({ from, to, path }) => [from.name, to.name, path])).toEqual([
      ["ann", "g1", "direct"],
      ["ann", "g2", "relayed"],
      ["bob", "g2", null],
    ]);
    expect(graph.reaches.map(({ from, to }) => [from.name, to.name])).toEqual([
      ["g1", "Shed"],
      ["g2", "Wiki"],
    ]);
  });

  test("is empty where nothing is connected", () => {
    expect(layOut([], ROOMY)).toEqual({ rows: 0, clients: [], gateways: [], resources: [], paths: [], reaches: [] });
  });

  test("stands in the middle of its height", () => {
    const { rows, clients, gateways } = layOut([connection("ann", "g1"), connection("bob", "g1")], ROOMY);
    expect([rows, clients.map(({ row }) => row), gateways.map(({ row }) => row)]).toEqual([2, [0.5, 1.5], [1]]);
  });

  test("lets lines cross little: clients stand in the order of their gateways, which stand by site", () => {
    const { clients, gateways } = layOut(
      [
        connection("ann", "g1", { site_id: "yard", site_name: "Yard" }),
        connection("zoe", "g2", { site_id: "dock", site_name: "Dock" }),
      ],
      ROOMY,
    );
    expect([names(gateways), names(clients)]).toEqual([
      ["g2", "g1"],
      ["zoe", "ann"],
    ]);
  });
});

describe("of a large account", () => {
  const many = numbers(400).map((number) =>
    connection(`client ${number}`, `gateway ${number % 20}`, {
      site_id: `site ${number % 4}`,
      site_name: `Site ${number % 4}`,
      resources: [{ id: `r${number % 50}`, name: `Net ${number % 50}` }],
      path: number < 200 ? "direct" : "relayed",
      bits_per_second_down: number === 317 ? 5_000_000 : number,
    }),
  );
  const graph = layOut(many, ROOMY);

  test("sites stand for their gateways, and the rest of a column is one box", () => {
    expect(names(graph.gateways)).toEqual(["Site 0", "Site 1", "Site 2", "Site 3"]);
    expect([graph.clients.length, graph.resources.length]).toEqual([12, 12]);
    expect(graph.clients.at(-1)).toMatchObject({ kind: "rest", id: "clients", count: 389 });
    expect(graph.resources.at(-1)).toMatchObject({ kind: "rest", id: "resources", count: 39 });
  });

  test("nothing is lost: lines from clients stand for all connections", () => {
    expect(new Set(graph.paths.flatMap(({ connections }) => connections)).size).toBe(many.length);
    const ofRest = graph.paths.filter(({ from }) => from.kind === "rest");
    expect(ofRest.map(({ path }) => path)).toEqual(["mixed", "mixed", "mixed", "mixed"]);
  });

  test("the busiest keep their boxes, and small changes of throughput move nobody", () => {
    expect(names(graph.clients)).toContain("client 317");
    const later = many.map((one) => ({ ...one, bits_per_second_up: 1 }));
    const order = (all: GraphConnection[]) => names(layOut(all, ROOMY).clients);
    const busy = many.map((one, number) => ({ ...one, bits_per_second_down: 20_000 + number }));
    expect(order(busy.map((one) => ({ ...one, bits_per_second_up: 3_000 })))).toEqual(order(busy));
    expect(order(later)).toContain("client 317");
  });

  test("gateways have boxes again where only their site is looked at", () => {
    const one = many.filter(({ site_id: site }) => site === "site 1");
    expect(names(layOut(one, ROOMY).gateways)).toEqual([
      "gateway 1",
      "gateway 5",
      "gateway 9",
      "gateway 13",
      "gateway 17",
    ]);
  });
});
