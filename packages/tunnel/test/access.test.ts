import { describe, expect, test } from "vitest";
import { CLIENT_ID, CLIENT_IPV4, cidr, EPOCH_OFFSET, GATEWAY_ID, internet, resourceId, World } from "./world.ts";

const NETWORK = cidr(1, "10.0.0.0/8");
const OTHER = cidr(2, "172.16.0.0/12");
const SERVER = "10.1.2.3";
const OTHER_SERVER = "172.16.0.9";
const SECOND = 1000;

const tcp = (port: number) => ({ protocol: "tcp" as const, port_range_start: port, port_range_end: port });
const udp = (port: number) => ({ protocol: "udp" as const, port_range_start: port, port_range_end: port });

function worldWith(...resources: ReturnType<typeof cidr>[]): World {
  return new World({ resources });
}

const inSeconds = (world: World, seconds: number) => Math.floor((EPOCH_OFFSET + world.now) / 1000) + seconds;

describe("a policy that is taken away", () => {
  test("at the gateway: packets are answered with prohibited while another resource keeps the connection", () => {
    const world = worldWith(NETWORK, OTHER);
    expect([world.reaches(SERVER), world.reaches(OTHER_SERVER)]).toEqual([true, true]);
    world.portal.rejectAccess(CLIENT_ID, NETWORK.id);
    world.run(100);
    expect(world.reaches(SERVER, { limit: 200 })).toBe(false);
    expect(world.icmpErrors()).toEqual([`3/13 from ${SERVER}`]);
    expect(world.reaches(OTHER_SERVER)).toBe(true);
  });

  test('at the gateway alone: its "prohibited" makes the client ask again, and what is still allowed flows', () => {
    const world = worldWith(NETWORK, OTHER);
    expect([world.reaches(SERVER), world.reaches(OTHER_SERVER)]).toEqual([true, true]);
    world.portal.rejectAccess(CLIENT_ID, NETWORK.id);
    world.run(100);
    const before = world.portal.requests.length;
    expect(world.reaches(SERVER, { limit: 200 })).toBe(false);
    expect(world.portal.requests.slice(before).map((request) => request.resourceId)).toEqual([NETWORK.id]);
    expect(world.reaches(SERVER)).toBe(true);
    expect(world.clientEvents("connection").map(({ state }) => state)).toEqual(["established"]);
  });

  test("for good: the client asks again every two seconds at most, and only while something is sent", () => {
    const world = worldWith(NETWORK, OTHER);
    expect([world.reaches(SERVER), world.reaches(OTHER_SERVER)]).toEqual([true, true]);
    world.portal.refusals.set(NETWORK.id, "forbidden");
    world.portal.rejectAccess(CLIENT_ID, NETWORK.id);
    world.run(100);
    const before = world.portal.requests.length;
    for (let i = 0; i < 50; i++) expect(world.reaches(SERVER, { limit: 100 })).toBe(false);
    world.run(60 * SECOND);
    expect(world.portal.requests.length - before).toBe(3);
    expect(world.reaches(OTHER_SERVER)).toBe(true);
  });

  test("at both ends: the client keeps the packets back, and the last resource ends the connection", () => {
    const world = worldWith(NETWORK, OTHER);
    expect([world.reaches(SERVER), world.reaches(OTHER_SERVER)]).toEqual([true, true]);
    world.portal.removeResource(NETWORK.id);
    world.run(100);
    expect(world.reaches(SERVER, { limit: 200 })).toBe(false);
    expect(world.icmpErrors()).toEqual([]);
    world.portal.removeResource(OTHER.id);
    world.run(100);
    expect(world.clientTunnel.status().gateways).toEqual([]);
    expect(world.gatewayTunnel.status().clients).toEqual([]);
  });

  test("the last one at the gateway: Goodbye, after which the next packet asks again", () => {
    const world = worldWith(NETWORK);
    expect(world.reaches(SERVER)).toBe(true);
    world.portal.rejectAccess(CLIENT_ID, NETWORK.id);
    world.run(100);
    expect(world.gatewayTunnel.status().clients).toEqual([]);
    expect(world.clientTunnel.status().gateways).toEqual([]);
    expect(world.clientEvents("connection").map(({ state }) => state)).toEqual(["established", "closed"]);
    expect(world.reaches(SERVER)).toBe(true);
    expect(world.portal.requests).toHaveLength(2);
  });

  test("cuts running flows in the direction of the client too", () => {
    const world = worldWith(NETWORK, OTHER);
    expect([world.reaches(SERVER), world.reaches(OTHER_SERVER)]).toEqual([true, true]);
    const [answer] = world.client.received;
    world.portal.rejectAccess(CLIENT_ID, NETWORK.id);
    world.run(100);
    const before = world.client.received.length;
    world.gateway.write(answer, world.now);
    world.run(100);
    expect(world.client.received).toHaveLength(before);
  });
});

describe("an authorisation that expires", () => {
  test("ends with its time, and with Goodbye where it was the last", () => {
    const world = worldWith(NETWORK);
    world.portal.expiresAt = inSeconds(world, 10);
    expect(world.reaches(SERVER)).toBe(true);
    world.run(8 * SECOND);
    expect(world.reaches(SERVER)).toBe(true);
    world.run(4 * SECOND);
    expect(world.gatewayTunnel.status().clients).toEqual([]);
    expect(world.clientTunnel.status().gateways).toEqual([]);
    world.portal.expiresAt = inSeconds(world, 100);
    expect(world.reaches(SERVER)).toBe(true);
  });

  test("ends by the wall clock, also where that was set or the machine slept", () => {
    const world = worldWith(NETWORK);
    world.portal.expiresAt = inSeconds(world, 3_600);
    expect(world.reaches(SERVER)).toBe(true);
    world.gatewayTunnel.setEpochOffset(EPOCH_OFFSET + 3_500 * SECOND);
    world.run(10 * SECOND);
    expect(world.reaches(SERVER)).toBe(true);
    world.gatewayTunnel.setEpochOffset(EPOCH_OFFSET + 3_600 * SECOND);
    world.run(2 * SECOND);
    expect(world.gatewayTunnel.status().clients).toEqual([]);
  });
});

describe("the portal coming back", () => {
  test("takes away what it does not list any more", () => {
    const world = worldWith(NETWORK, OTHER);
    expect([world.reaches(SERVER), world.reaches(OTHER_SERVER)]).toEqual([true, true]);
    world.portal.isUp = false;
    world.portal.rejectAccess(CLIENT_ID, NETWORK.id);
    world.run(10 * SECOND);
    expect(world.reaches(SERVER)).toBe(true);
    world.portal.isUp = true;
    world.joinGateway();
    world.run(100);
    expect(world.reaches(SERVER, { limit: 200 })).toBe(false);
    expect(world.reaches(OTHER_SERVER)).toBe(true);
  });

  test("shortens what it lists with less time", () => {
    const world = worldWith(NETWORK);
    expect(world.reaches(SERVER)).toBe(true);
    for (const authorization of world.portal.authorizations) authorization.expiresAt = inSeconds(world, 5);
    world.joinGateway();
    world.run(3 * SECOND);
    expect(world.reaches(SERVER)).toBe(true);
    world.run(4 * SECOND);
    expect(world.gatewayTunnel.status().clients).toEqual([]);
  });

  test("changes nothing of what it lists as it was, at either end", () => {
    const world = worldWith(NETWORK);
    expect(world.reaches(SERVER)).toBe(true);
    world.joinPortal();
    world.run(SECOND);
    expect(world.reaches(SERVER)).toBe(true);
    expect(world.clientEvents("connection")).toHaveLength(1);
  });
});

describe("filters", () => {
  test("hold on the client, which does not even ask", () => {
    const world = worldWith(cidr(1, "10.0.0.0/8", [udp(7)]));
    world.sendUdp(SERVER, { port: 8 });
    world.run(100);
    expect(world.icmpErrors()).toEqual([`3/13 from ${SERVER}`]);
    expect(world.portal.requests).toEqual([]);
    expect(world.reaches(SERVER, { port: 7 })).toBe(true);
    world.ping(SERVER);
    world.run(100);
    expect(world.icmpErrors()).toHaveLength(2);
    expect(world.served).toHaveLength(1);
  });

  test("that are changed hold at once at the gateway, and cost the client its authorisation but nothing else", () => {
    const world = worldWith(NETWORK);
    expect(world.reaches(SERVER, { port: 7 })).toBe(true);
    world.portal.setResource(cidr(1, "10.0.0.0/8", [udp(7), tcp(443)]));
    world.run(200);
    expect(world.reaches(SERVER, { port: 7 })).toBe(true);
    expect(world.reaches(SERVER, { port: 9, limit: 200 })).toBe(false);
    world.portal.setResource(cidr(1, "10.0.0.0/8", [tcp(443)]));
    world.run(200);
    expect(world.reaches(SERVER, { port: 7, limit: 200 })).toBe(false);
    world.portal.setResource(NETWORK);
    world.run(200);
    expect(world.reaches(SERVER, { port: 7 })).toBe(true);
  });

  test("hold at the gateway where a client does not care", () => {
    const world = worldWith(NETWORK, OTHER);
    expect([world.reaches(SERVER), world.reaches(OTHER_SERVER)]).toEqual([true, true]);
    // Only the gateway hears of it.
    const payload = { id: NETWORK.id, type: "cidr" as const, address: "10.0.0.0/8", name: "n", filters: [tcp(443)] };
    world.gatewayTunnel.handleCommand({ type: "portal", message: { event: "resource_updated", payload } }, world.now);
    expect(world.reaches(SERVER, { limit: 200 })).toBe(false);
    expect(world.icmpErrors()).toEqual([`3/13 from ${SERVER}`]);
  });

  test("a resource with another address is another resource", () => {
    const world = worldWith(NETWORK);
    expect(world.reaches(SERVER)).toBe(true);
    world.portal.setResource(cidr(1, "192.168.0.0/16"));
    world.run(200);
    expect(world.reaches(SERVER, { limit: 200 })).toBe(false);
    expect(world.reaches("192.168.7.7")).toBe(true);
  });
});

describe("asking for access", () => {
  test("is repeated by traffic only, and every two seconds at most", () => {
    const world = worldWith(NETWORK);
    world.portal.refusals.set(NETWORK.id, "forbidden");
    for (let i = 0; i < 50; i++) {
      world.sendUdp(SERVER);
      world.run(100);
    }
    expect(world.portal.requests).toHaveLength(3);
    world.run(20 * SECOND);
    expect(world.portal.requests).toHaveLength(3);
    expect(world.clientEvents("access-denied")).toHaveLength(3);
    world.portal.refusals.clear();
    expect(world.reaches(SERVER)).toBe(true);
  });

  test("where no gateway is there says so, for five minutes", () => {
    const world = worldWith(NETWORK);
    world.portal.leaveGateway(GATEWAY_ID);
    world.sendUdp(SERVER);
    world.run(SECOND);
    expect(world.clientEvents("gateway-offline")).toEqual([{ type: "gateway-offline", resourceId: NETWORK.id }]);
    const status = () => world.clientTunnel.status().resources[0].status;
    expect(status()).toBe("offline");
    world.run(300 * SECOND);
    expect(status()).toBe("unknown");
    world.joinGateway();
    world.run(SECOND);
    expect(world.reaches(SERVER)).toBe(true);
    expect(status()).toBe("online");
  });

  test("for a second resource uses the connection that is there", () => {
    const world = worldWith(NETWORK, OTHER);
    expect(world.reaches(SERVER)).toBe(true);
    const start = world.now;
    expect(world.reaches(OTHER_SERVER)).toBe(true);
    expect(world.now - start).toBeLessThan(4 * world.portal.latency + 60);
    expect(world.portal.requests.at(-1)).toMatchObject({ resourceId: OTHER.id, connected: [GATEWAY_ID] });
    expect(world.clientEvents("connection")).toHaveLength(1);
  });
});

describe("the Internet resource", () => {
  test("takes what nothing else takes, while it is on", () => {
    const world = new World({ resources: [internet(9), NETWORK] });
    expect(world.reaches("198.51.100.77", { limit: SECOND })).toBe(false);
    world.clientTunnel.handleCommand({ type: "internet-resource", active: true }, world.now);
    expect(world.reaches("198.51.100.77")).toBe(true);
    expect(world.portal.requests.at(-1)?.resourceId).toBe(resourceId(9));
    // The gateway's own network is not the Internet.
    expect(world.reaches("192.168.1.1", { limit: 500 })).toBe(false);
    expect(world.icmpErrors()).toEqual(["3/0 from 192.168.1.1"]);
    world.clientTunnel.handleCommand({ type: "internet-resource", active: false }, world.now);
    expect(world.reaches("198.51.100.77", { limit: SECOND })).toBe(false);
  });
});

test("servers see the client's own tunnel address", () => {
  const world = worldWith(NETWORK);
  world.ping(SERVER);
  world.run(SECOND);
  expect(world.served).toMatchObject([{ kind: "echo-request", source: CLIENT_IPV4, destination: SERVER }]);
});
