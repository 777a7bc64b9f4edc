import { utf8 } from "@fz/bytes";
import {
  type Dependence,
  FULL_CONE,
  type NatBehaviour,
  PORT_RESTRICTED_CONE,
  RESTRICTED_CONE,
  SYMMETRIC,
} from "@fz/simnet";
import { describe, expect, test } from "vitest";
import { type Attachment, cidr, World } from "./world.ts";

const RESOURCES = [cidr(1, "10.0.0.0/8")];
const SERVER = "10.1.2.3";

const ADDRESS_DEPENDENT: NatBehaviour = { ...SYMMETRIC, mapping: "address-dependent", filtering: "address-dependent" };

interface Kind {
  readonly attachment: Attachment;
  /** Whether the peer learns the address that datagrams to it come from. */
  readonly isPredictable: boolean;
  /** Whose datagrams get in, once something was sent to the address that their sender announced. */
  readonly admits: Dependence;
  readonly onlyTurn?: boolean;
}

const KINDS: Record<string, Kind> = {
  "public address": { attachment: {}, isPredictable: true, admits: "endpoint-independent" },
  firewall: { attachment: { firewall: {} }, isPredictable: true, admits: "address-and-port-dependent" },
  "full cone": { attachment: { nat: FULL_CONE }, isPredictable: true, admits: "endpoint-independent" },
  "restricted cone": { attachment: { nat: RESTRICTED_CONE }, isPredictable: true, admits: "address-dependent" },
  "port-restricted cone": {
    attachment: { nat: PORT_RESTRICTED_CONE },
    isPredictable: true,
    admits: "address-and-port-dependent",
  },
  "address-dependent mapping": {
    attachment: { nat: ADDRESS_DEPENDENT },
    isPredictable: false,
    admits: "address-dependent",
  },
  symmetric: { attachment: { nat: SYMMETRIC }, isPredictable: false, admits: "address-and-port-dependent" },
  // The forwarded port is guessed from the host candidate and the address of the reflexive one.
  "symmetric with a forwarded port": {
    attachment: { nat: SYMMETRIC, forwards: [52_625] },
    isPredictable: true,
    admits: "endpoint-independent",
  },
  "nothing but TURN": {
    attachment: { firewall: { outbound: ({ outside }) => outside.port === 3478 } },
    isPredictable: true,
    admits: "address-and-port-dependent",
    onlyTurn: true,
  },
};

function expectedPath(a: Kind, b: Kind): "direct" | "relayed" {
  if (a.onlyTurn || b.onlyTurn) return "relayed";
  const letsIn = (from: Kind, to: Kind) => from.isPredictable || to.admits !== "address-and-port-dependent";
  const someoneCanBegin = a.isPredictable || b.isPredictable;
  return someoneCanBegin && letsIn(a, b) && letsIn(b, a) ? "direct" : "relayed";
}

const PAIRS = Object.entries(KINDS).flatMap(([client, clientKind]) =>
  Object.entries(KINDS).map(([gateway, gatewayKind]) => ({
    client,
    gateway,
    clientKind,
    gatewayKind,
    path: expectedPath(clientKind, gatewayKind),
  })),
);

describe("the path between client and gateway", () => {
  test.each(PAIRS)("$client to $gateway is $path", ({ clientKind, gatewayKind, path }) => {
    const options = { client: clientKind.attachment, gateway: gatewayKind.attachment, resources: RESOURCES };
    const world = new World(options);
    expect(world.reaches(SERVER, { limit: 2000 })).toBe(true);
    world.run(3000);
    expect(world.path()).toBe(path);
    expect(world.reaches(SERVER, { limit: 200 })).toBe(true);
    expect(world.gatewayTunnel.status().clients[0].connection).toBe("connected");
  });

  test("shows nobody on the way what is in the packets", () => {
    for (const nat of [FULL_CONE, SYMMETRIC]) {
      const world = new World({ client: { nat }, gateway: { nat }, resources: RESOURCES });
      const wire = world.simulation.trace();
      expect(world.reaches(SERVER)).toBe(true);
      world.sendUdp(SERVER, { text: "a secret of some length" });
      world.simulation.runUntil(() => world.answers().includes("a secret of some length"), 1000);
      expect(wire.crossings.length).toBeGreaterThan(20);
      expect(wire.shows(utf8("secret"))).toBe(false);
      expect(wire.shows(Uint8Array.of(10, 1, 2, 3))).toBe(false);
    }
  });

  test("is set up within four round trips of the first packet", () => {
    const world = new World({ resources: RESOURCES });
    const start = world.now;
    expect(world.reaches(SERVER)).toBe(true);
    const { portal } = world;
    // To the portal, gateway, portal, client; then a check, a handshake, the packet and its answer.
    expect(world.now - start).toBeLessThan(4 * portal.latency + 4 * 40 + 20);
    expect(world.clientEvents("connection")).toMatchObject([{ state: "established", path: "direct" }]);
  });

  test("needs no more than one relay, and none at all does not do", () => {
    expect(new World({ relays: 1, resources: RESOURCES }).reaches(SERVER)).toBe(true);
    const world = new World({ relays: 0, resources: RESOURCES });
    expect(world.reaches(SERVER)).toBe(false);
    expect(world.portal.noRelays).toBeGreaterThan(0);
  });
});
