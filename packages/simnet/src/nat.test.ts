import { describe, expect, test } from "vitest";
import { address } from "../test/probe.ts";
import {
  type Dependence,
  FULL_CONE,
  Nat,
  type NatBehaviour,
  PORT_RESTRICTED_CONE,
  RESTRICTED_CONE,
  SeededRandom,
  SYMMETRIC,
} from "./index.ts";

const INSIDE = address("10.0.0.2:52625");
const OTHER_INSIDE = address("10.0.0.3:52625");
const PEER = address("198.51.100.1:7000");
const PEER_OTHER_PORT = address("198.51.100.1:7001");
const STRANGER = address("198.51.100.2:7000");

function nat(behaviour: Partial<NatBehaviour> = {}, forwards: { port: number; to: typeof INSIDE }[] = []) {
  return new Nat({ ...PORT_RESTRICTED_CONE, ...behaviour }, forwards, new SeededRandom(1));
}

const MAPPINGS: [Dependence, boolean, boolean][] = [
  ["endpoint-independent", true, true],
  ["address-dependent", true, false],
  ["address-and-port-dependent", false, false],
];

const FILTERINGS: [Dependence, boolean, boolean][] = MAPPINGS;

describe("mapping", () => {
  test.each(MAPPINGS)("%s", (mapping, sharedAcrossPorts, sharedAcrossAddresses) => {
    const table = nat({ mapping, ports: "random" });
    const port = table.outbound(INSIDE, PEER, 0);
    expect(table.outbound(INSIDE, PEER, 1)).toBe(port);
    expect(table.outbound(INSIDE, PEER_OTHER_PORT, 2) === port).toBe(sharedAcrossPorts);
    expect(table.outbound(INSIDE, STRANGER, 3) === port).toBe(sharedAcrossAddresses);
  });

  test("keeps the port where it is free and takes the next one where it is not", () => {
    const table = nat();
    expect(table.outbound(INSIDE, PEER, 0)).toBe(52_625);
    expect(table.outbound(OTHER_INSIDE, PEER, 0)).toBe(52_626);
    expect(nat({ ports: "random" }).outbound(INSIDE, PEER, 0)).not.toBe(52_625);
  });

  test("ends when nothing was sent for its time; what comes in does not count", () => {
    const table = nat({ timeout: 1000, ports: "random" });
    const port = table.outbound(INSIDE, PEER, 0) ?? 0;
    expect(table.outbound(INSIDE, PEER, 900)).toBe(port);
    expect(table.inbound(port, PEER, 1800)).toEqual(INSIDE);
    expect(table.inbound(port, PEER, 1900)).toBeUndefined();
    expect(table.size(1900)).toBe(0);
    expect(table.outbound(INSIDE, PEER, 1900)).not.toBe(port);
  });

  test("is forgotten with a reboot", () => {
    const table = nat();
    const port = table.outbound(INSIDE, PEER, 0) ?? 0;
    table.clear();
    expect(table.inbound(port, PEER, 1)).toBeUndefined();
  });
});

describe("filtering", () => {
  test.each(FILTERINGS)("%s", (filtering, admitsOtherPort, admitsStranger) => {
    const table = nat({ filtering });
    const port = table.outbound(INSIDE, PEER, 0) ?? 0;
    const admits = (remote: typeof PEER) => table.inbound(port, remote, 1) !== undefined;
    expect([admits(PEER), admits(PEER_OTHER_PORT), admits(STRANGER)]).toEqual([true, admitsOtherPort, admitsStranger]);
    expect(table.inbound(port + 1, PEER, 1)).toBeUndefined();
  });

  test("the older names stand for what they say", () => {
    expect([FULL_CONE.filtering, RESTRICTED_CONE.filtering, PORT_RESTRICTED_CONE.filtering]).toEqual([
      "endpoint-independent",
      "address-dependent",
      "address-and-port-dependent",
    ]);
    expect(SYMMETRIC.mapping).toBe("address-and-port-dependent");
  });
});

describe("a forwarded port", () => {
  const forwards = [{ port: 4000, to: INSIDE }];

  test("lets anybody in, and answers leave by it", () => {
    const table = nat(SYMMETRIC, forwards);
    expect(table.inbound(4000, STRANGER, 0)).toEqual(INSIDE);
    expect(table.outbound(INSIDE, STRANGER, 1)).toBe(4000);
    expect(table.outbound(INSIDE, PEER, 1)).not.toBe(4000);
  });

  test("is given to nobody else", () => {
    const table = nat({}, [{ port: 52_625, to: OTHER_INSIDE }]);
    expect(table.outbound(INSIDE, PEER, 0)).toBe(52_626);
  });
});
