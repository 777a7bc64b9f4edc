// What client and gateway tell the portal has the members and types of what stock devices tell it.

import { shapeDifferences, stockFrame } from "@fz/wire/stock-frames";
import { beforeAll, expect, test } from "vitest";
import { cidr, World } from "./world.ts";

const SERVERS = ["10.1.2.3", "172.16.0.9"];
const MINUTE = 60_000;

interface Told {
  readonly event: string;
  readonly payload: unknown;
}

let byClient: readonly Told[];
let byGateway: readonly Told[];

/** Two resources of one gateway, and then both relays die. */
beforeAll(() => {
  const world = new World({ resources: [cidr(1, "10.0.0.0/8"), cidr(2, "172.16.0.0/12")] });
  for (const server of SERVERS) expect(world.reaches(server)).toBe(true);
  for (const server of world.turnServers.values()) server.alive = false;
  world.run(MINUTE);
  byClient = world.clientEvents("portal").map(({ message }) => message);
  byGateway = world.gatewayEvents("portal").map(({ message }) => message);
});

const FRAMES = [
  ["client", "request_authorization", 0],
  ["client", "request_authorization.connected", 1],
  ["client", "new_gateway_ice_candidates", 0],
  ["client", "invalidate_gateway_ice_candidates", 0],
  ["client", "no_relays", 0],
  ["gateway", "authorization_created", 0],
  ["gateway", "broadcast_ice_candidates", 0],
  ["gateway", "broadcast_invalidated_ice_candidates", 0],
  ["gateway", "no_relays", 0],
] as const;

test.each(FRAMES)("%s: %s", (device, name, index) => {
  const stock = stockFrame(`${device}.to-portal.${name}`);
  const told = (device === "client" ? byClient : byGateway).filter(({ event }) => event === stock.event);
  expect(told.length).toBeGreaterThan(index);
  expect(shapeDifferences(told[index]?.payload, stock.payload)).toEqual([]);
});

test("that was all they had to say", () => {
  const known = FRAMES.map(([device, name]) => stockFrame(`${device}.to-portal.${name}`).event);
  for (const { event } of [...byClient, ...byGateway]) expect(known).toContain(event);
});
