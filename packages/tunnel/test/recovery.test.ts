import { SYMMETRIC } from "@fz/simnet";
import { describe, expect, test } from "vitest";
import { CLIENT_ID, cidr, GATEWAY_ID, World, type WorldOptions } from "./world.ts";

const SERVER = "10.1.2.3";
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A connection that has carried a packet. */
function connected(options: WorldOptions = {}): World {
  const world = new World({ resources: [cidr(1, "10.0.0.0/8")], ...options });
  expect(world.reaches(SERVER)).toBe(true);
  return world;
}

const RELAYED: WorldOptions = { client: { nat: SYMMETRIC }, gateway: { nat: SYMMETRIC } };

/** The relays that carry data just now. */
function relaysInUse(world: World): string[] {
  const before = new Map([...world.turnServers].map(([id, server]) => [id, countChannels(server)]));
  return [...before].filter(([, channels]) => channels > 0).map(([id]) => id);
}

function countChannels(server: { allocations: ReadonlyMap<string, { channels: ReadonlyMap<number, unknown> }> }) {
  return [...server.allocations.values()].reduce((sum, { channels }) => sum + channels.size, 0);
}

describe("a bad network", () => {
  const BAD = { delay: 40, jitter: 20, loss: 0.3, reordering: 0.2, reorderingDelay: 30, duplication: 0.05 };

  test.each([1, 2, 3])("connects with 30 % loss and reordering (seed %i)", (seed) => {
    const world = new World({ seed, client: { link: BAD }, resources: [cidr(1, "10.0.0.0/8")] });
    world.run(5 * SECOND);
    const attempt = () => world.reaches(SERVER, { limit: 2000 });
    expect([attempt(), attempt(), attempt(), attempt(), attempt(), attempt()]).toContain(true);
  });

  test("carries the share of packets that the links let through, each once", () => {
    const world = connected();
    world.clientHost.link.change(BAD);
    const sent = Array.from({ length: 300 }, () => {
      const text = world.sendUdp(SERVER);
      world.run(20);
      return text;
    });
    world.run(SECOND);
    const answers = world.answers().filter((text) => sent.includes(text));
    expect(new Set(answers).size).toBe(answers.length);
    // 0.7 each way.
    expect(answers.length).toBeGreaterThan(0.49 * 300 * 0.75);
    expect(answers.length).toBeLessThan(0.49 * 300 * 1.25);
  });

  test("survives a cut of ten seconds", () => {
    const world = connected();
    world.clientHost.link.isUp = false;
    world.run(10 * SECOND);
    world.clientHost.link.isUp = true;
    expect(world.reaches(SERVER, { limit: 2 * SECOND })).toBe(true);
    expect(world.portal.requests).toHaveLength(1);
  });
});

describe("a machine that slept", () => {
  test.each([
    ["half a minute", 30 * SECOND, 0],
    // The gateway has given the connection up, which only a handshake without an answer tells.
    ["four minutes, longer than keys live", 4 * MINUTE, 20 * SECOND],
    ["an hour, longer than either end waits for keys", 60 * MINUTE, 2 * SECOND],
  ])("for %s reaches the resource soon after", (_, duration, patience) => {
    const world = connected();
    world.client.isAsleep = true;
    world.run(duration);
    world.client.isAsleep = false;
    const wokeAt = world.now;
    let reaches = world.reaches(SERVER, { limit: SECOND });
    while (!reaches && world.now < wokeAt + patience) reaches = world.reaches(SERVER, { limit: SECOND });
    expect(reaches).toBe(true);
  });
});

describe("relays", () => {
  test("a dead one is left for another", () => {
    const world = connected(RELAYED);
    world.run(3 * SECOND);
    expect(world.path()).toBe("relayed");
    const [used] = relaysInUse(world);
    const server = world.turnServers.get(used);
    if (!server) throw new Error("no relay in use");
    server.alive = false;
    world.run(45 * SECOND);
    expect(world.reaches(SERVER)).toBe(true);
    expect(world.path()).toBe("relayed");
  });

  test("the portal's word moves connections at once", () => {
    const world = connected(RELAYED);
    const [used] = relaysInUse(world);
    const server = world.turnServers.get(used);
    if (!server) throw new Error("no relay in use");
    server.alive = false;
    world.portal.relays.delete(used);
    world.portal.relaysChanged();
    // The connection needs new candidates and checks, and the first packet to a peer only binds its channel.
    expect([1, 2, 3, 4, 5].map(() => world.reaches(SERVER, { limit: SECOND }))).toContain(true);
    expect(world.reaches(SERVER)).toBe(true);
  });

  test("one that was restarted is used again", () => {
    const world = connected(RELAYED);
    for (const server of world.turnServers.values()) server.restart();
    world.run(20 * SECOND);
    expect(world.reaches(SERVER, { limit: 10 * SECOND }) || world.reaches(SERVER, { limit: 10 * SECOND })).toBe(true);
  });

  test("without any, the portal is asked for others", () => {
    const world = connected({ ...RELAYED, relays: 1 });
    for (const [id, server] of world.turnServers) {
      server.alive = false;
      world.portal.relays.delete(id);
    }
    world.addRelay(7);
    world.run(MINUTE);
    expect(world.portal.noRelays).toBeGreaterThan(0);
    expect(world.reaches(SERVER, { limit: 5 * SECOND }) || world.reaches(SERVER, { limit: 5 * SECOND })).toBe(true);
  });
});

describe("the portal", () => {
  test("is not needed for what flows already, for an hour, and takes devices back afterwards", () => {
    const world = connected();
    world.portal.isUp = false;
    for (let minute = 0; minute < 60; minute += 5) {
      world.run(5 * MINUTE - SECOND);
      world.reaches(SERVER, { limit: SECOND });
      expect(world.reaches(SERVER)).toBe(true);
    }
    world.portal.isUp = true;
    world.joinPortal();
    world.run(SECOND);
    expect(world.reaches(SERVER)).toBe(true);
    expect(world.portal.requests).toHaveLength(1);
    expect(world.clientEvents("connection")).toHaveLength(1);
  });

  test("knows a new relay after its return, and connections move to it", () => {
    const world = connected(RELAYED);
    world.portal.isUp = false;
    for (const [id, server] of world.turnServers) {
      server.alive = false;
      world.portal.relays.delete(id);
    }
    world.run(5 * SECOND);
    world.portal.isUp = true;
    world.addRelay(8);
    world.joinPortal();
    world.run(MINUTE);
    expect(world.reaches(SERVER, { limit: 5 * SECOND }) || world.reaches(SERVER, { limit: 5 * SECOND })).toBe(true);
  });
});

describe("a client that roams", () => {
  test("comes back with a new key under its old rights, and the gateway still knows its flows", () => {
    const world = connected();
    const key = world.clientTunnel.publicKey;
    const { clients } = world.gatewayTunnel.status();
    world.roamClient("192.0.2.77");
    expect(world.clientTunnel.publicKey).not.toEqual(key);
    world.run(200);
    const start = world.now;
    expect(world.reaches(SERVER)).toBe(true);
    expect(world.now - start).toBeLessThan(2000);
    expect(world.portal.requests.map(({ connected }) => connected)).toEqual([[], [GATEWAY_ID]]);
    expect(world.gatewayTunnel.status().clients.map(({ id, resources }) => ({ id, resources }))).toEqual(
      clients.map(({ id, resources }) => ({ id, resources })),
    );
  });

  test("asks for what it was using without being prompted by a packet, as in a download", () => {
    const world = connected();
    world.roamClient("192.0.2.77");
    world.run(3 * SECOND);
    expect(world.portal.requests).toHaveLength(2);
    expect(world.clientTunnel.status().gateways.map(({ connection }) => connection)).toEqual(["connected"]);
  });

  test("leaves alone what it has not used for a while", () => {
    const world = connected();
    world.run(MINUTE);
    world.roamClient("192.0.2.77");
    world.run(10 * SECOND);
    expect(world.portal.requests).toHaveLength(1);
  });

  test("loses no more than the packets of that moment, from wherever to wherever", () => {
    const world = connected();
    for (const ip of ["192.0.2.78", "192.0.2.79", "192.0.2.78"]) {
      world.run(5 * SECOND);
      world.roamClient(ip);
      world.run(200);
      expect(world.reaches(SERVER)).toBe(true);
      expect(world.reaches(SERVER)).toBe(true);
    }
  });
});

describe("a gateway that was restarted", () => {
  test("is found again once the client has noticed", () => {
    const world = connected();
    world.restartGateway();
    world.run(SECOND);
    let waited = 0;
    while (!world.reaches(SERVER, { limit: SECOND })) waited += SECOND;
    expect(waited).toBeLessThan(40 * SECOND);
    expect(world.portal.requests.length).toBeGreaterThan(1);
    expect(world.reaches(SERVER)).toBe(true);
  });

  test("by order says Goodbye, and the next packet asks for access anew", () => {
    const world = connected();
    world.gatewayTunnel.handleCommand({ type: "shutdown" }, world.now);
    world.run(100);
    expect(world.clientTunnel.status().gateways).toEqual([]);
    world.restartGateway();
    world.run(500);
    expect(world.reaches(SERVER)).toBe(true);
  });

  test("knows nobody who is not authorised, so old keys get nowhere", () => {
    const world = connected();
    world.portal.isUp = false;
    world.restartGateway();
    for (let i = 0; i < 5; i++) expect(world.reaches(SERVER, { limit: 10 * SECOND })).toBe(false);
    expect(world.served.length).toBe(1);
  });
});

describe("a quiet connection", () => {
  test("wakes up after ten minutes with the first packet", () => {
    const world = connected();
    world.run(10 * MINUTE);
    expect(world.clientTunnel.status().gateways[0].connection).toBe("idle");
    const wire = world.simulation.trace(
      ({ link, direction }) => link === world.clientHost.link.name && direction === "out",
    );
    world.run(MINUTE);
    // Checks every 25 s, BINDINGs to two relays, a handshake now and then.
    expect(wire.crossings.length).toBeLessThan(60);
    const first = world.reaches(SERVER, { limit: SECOND });
    const second = world.reaches(SERVER, { limit: SECOND });
    expect([first, second]).toContain(true);
    expect(second).toBe(true);
    expect(world.portal.requests).toHaveLength(1);
    expect(world.clientEvents("connection")).toHaveLength(1);
  });

  test("behind NATs that forget after thirty seconds stays reachable from both sides", () => {
    const nat = { ...SYMMETRIC, mapping: "endpoint-independent", timeout: 30 * SECOND } as const;
    const world = connected({ client: { nat }, gateway: { nat } });
    world.run(10 * MINUTE);
    world.reaches(SERVER, { limit: 5 * SECOND });
    expect(world.reaches(SERVER, { limit: 5 * SECOND })).toBe(true);
    expect(world.path()).toBe("direct");
  });
});

describe("keys", () => {
  test("are renewed for an hour under traffic without the loss of a packet", () => {
    const world = connected();
    world.client.received.length = 0;
    const handshakes = world.simulation.trace(
      ({ payload, direction, link }) =>
        payload.length === 148 && payload[0] === 1 && direction === "out" && link.startsWith("client -"),
    );
    const sent: string[] = [];
    for (let second = 0; second < 3600; second++) {
      sent.push(world.sendUdp(SERVER));
      world.run(SECOND);
    }
    world.run(SECOND);
    const lost = sent.length - new Set(world.answers()).size;
    expect(lost).toBe(0);
    expect(handshakes.crossings.length).toBeGreaterThanOrEqual(29);
    expect(world.clientEvents("connection")).toHaveLength(1);
    expect(world.client.fastPackets).toBeGreaterThan(3000);
  });

  test("are renewed when only the gateway sends", () => {
    const world = connected();
    world.serve = () => undefined;
    const lastServed = () => world.served.at(-1);
    world.sendUdp(SERVER);
    world.run(SECOND);
    expect(lastServed()?.destination).toBe(SERVER);
    const before = world.client.received.length;
    const packet = world.client.received[0];
    let sent = 0;
    for (let i = 0; i < 400; i++) {
      world.gateway.write(packet, world.now);
      sent++;
      world.run(2 * SECOND);
    }
    expect(sent - (world.client.received.length - before)).toBe(0);
  });
});

test("nothing is left behind at the end: Goodbye clears the gateway", () => {
  const world = connected();
  world.clientTunnel.handleCommand({ type: "shutdown" }, world.now);
  world.run(100);
  expect(world.gatewayTunnel.status().clients).toEqual([]);
  expect(world.portal.authorizations.map(({ clientId }) => clientId)).toEqual([CLIENT_ID]);
});
