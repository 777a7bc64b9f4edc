import { METHOD_ALLOCATE, METHOD_BINDING, METHOD_REFRESH } from "@fz/stun";
import { describe, expect, test } from "vitest";
import { carries, establish, onlyTurn, scenario } from "../test/scenario.ts";

const MINUTE = 60_000;

/** A relayed connection with a spare relay; which one the client uses is up to chance. */
function relayed() {
  const between = scenario(["203.0.113.1", "203.0.113.2"]);
  between.network.reachable = onlyTurn;
  establish(between);
  const { client, network, gateway } = between;
  const relayOf = (host: typeof client, peer: typeof client) => network.info(host, peer)?.relayId ?? "";
  return { ...between, between, used: () => relayOf(client, gateway), usedByGateway: () => relayOf(gateway, client) };
}

describe("when a relay goes away", () => {
  test("a relayed connection moves to another one, and its peer is told which candidates died", () => {
    const { between, network, client, gateway, used } = relayed();
    const dead = used();
    network.relay(dead).alive = false;
    network.run(40_000);
    expect(used()).not.toBe(dead);
    expect(client.eventsOf("invalidated-candidates")[0].candidates[0]).toContain("typ relay");
    expect(gateway.eventsOf("connection-failed")).toEqual([]);
    expect(carries(between)).toBe(true);
    expect(client.eventsOf("no-relays")).toEqual([]);
  });

  test("it moves at once where the portal says so", () => {
    const { between, network, client, gateway, used } = relayed();
    const dead = used();
    network.relay(dead).alive = false;
    for (const { node } of [client, gateway]) node.updateRelays([dead], [], network.now);
    network.run(5000);
    expect(used()).not.toBe(dead);
    expect(carries(between)).toBe(true);
  });

  test("a direct connection does not even notice", () => {
    const between = scenario(["203.0.113.1"]);
    const { network, client } = between;
    establish(between);
    network.relay("relay-1").alive = false;
    network.run(2 * MINUTE);
    expect(client.eventsOf("no-relays")).toHaveLength(1);
    expect(client.eventsOf("connection-failed")).toEqual([]);
    expect(carries(between)).toBe(true);
  });

  test("no relay at all: the portal is asked for others, and the connection takes the first that answers", () => {
    const between = scenario(["203.0.113.1"]);
    const { network, client, gateway } = between;
    network.reachable = onlyTurn;
    establish(between);
    network.relay("relay-1").alive = false;
    network.runUntil(() => client.eventsOf("no-relays").length > 0, MINUTE);
    const next = network.addRelay("relay-3", "203.0.113.3");
    for (const { node } of [client, gateway]) node.updateRelays(["relay-1"], [next], network.now);
    network.runUntil(() => network.info(client, gateway)?.relayId === "relay-3", 1000);
    network.run(5000);
    expect(carries(between)).toBe(true);
  });

  test("the portal removing the last one is no failure", () => {
    const { network, client } = scenario();
    client.node.updateRelays(["relay-1"], [], network.now);
    network.run(1000);
    expect(client.eventsOf("no-relays")).toEqual([]);
  });

  test("a relay that is not listed any more has a second to show that it lives", () => {
    const { network, client } = scenario(["203.0.113.1", "203.0.113.2"]);
    const requests = network.relay("relay-1").requests;
    requests.length = 0;
    network.relay("relay-2").alive = false;
    client.node.updateRelays([], [], network.now);
    network.run(900);
    expect(requests.map(({ method }) => method)).toEqual([METHOD_REFRESH]);
    expect(client.eventsOf("no-relays")).toEqual([]);
    network.relay("relay-1").alive = false;
    client.node.updateRelays([], [], network.now);
    network.run(1100);
    expect(client.eventsOf("no-relays")).toHaveLength(1);
  });
});

describe("when a relay forgets", () => {
  test("all it knew (it was restarted), the allocation comes back and so does the connection", () => {
    const { between, network, used, usedByGateway } = relayed();
    for (const id of new Set([used(), usedByGateway()])) network.relay(id).restart();
    network.run(15_000);
    expect(network.relay(used()).allocations.size).toBeGreaterThan(0);
    expect(network.relay(usedByGateway()).allocations.size).toBeGreaterThan(0);
    expect(carries(between)).toBe(true);
  });

  test("its nonces, requests are repeated with the new one", () => {
    const { between, network, used, client } = relayed();
    network.relay(used()).expireNonces();
    network.run(11 * MINUTE);
    expect(client.eventsOf("invalidated-candidates")).toEqual([]);
    expect(carries(between)).toBe(true);
  });
});

describe("a relay that refuses", () => {
  test("our credentials is dropped", () => {
    const { network, client } = scenario();
    const wrong = { ...network.addRelay("strict", "203.0.113.9"), password: "wrong" };
    client.node.updateRelays(["relay-1"], [wrong], network.now);
    network.run(1000);
    // Its answers are signed with another key, so to us it is as if it never answered.
    expect(client.eventsOf("no-relays")).toEqual([]);
    network.run(8000);
    expect(client.eventsOf("no-relays")).toHaveLength(1);
  });

  test("an ALLOCATE stays of use for our addresses, and is asked again when the portal speaks of relays", () => {
    const { network, client } = scenario();
    const full = network.addRelay("full", "203.0.113.9");
    const relay = network.relay("full");
    relay.refuseWith = 508;
    client.node.updateRelays(["relay-1"], [full], network.now);
    network.run(10_000);
    const attempts = () => relay.requests.filter(({ method }) => method === METHOD_ALLOCATE).length;
    expect(attempts()).toBe(2);
    relay.refuseWith = undefined;
    client.node.updateRelays([], [], network.now);
    network.run(1000);
    expect(attempts()).toBeGreaterThan(2);
    expect(relay.allocations.size).toBe(1);
  });
});

describe("updates of the relay list", () => {
  test("the same relay again changes nothing", () => {
    const { network, client, relays } = scenario();
    const requests = network.relay("relay-1").requests;
    requests.length = 0;
    client.node.updateRelays([], relays, network.now);
    network.run(1000);
    expect(requests).toEqual([]);
  });

  test("new credentials replace the allocation, and what depended on it is invalidated", () => {
    const between = scenario();
    const { network, client, relays } = between;
    establish(between);
    client.node.updateRelays([], [{ ...relays[0], username: "2000000001:relay-1" }], network.now);
    network.run(100);
    expect(client.eventsOf("invalidated-candidates")).toHaveLength(1);
    expect(carries(between)).toBe(true);
  });

  test("a relay is kept up with BINDING every 25 s and REFRESH every 5 minutes", () => {
    const { network } = scenario();
    const requests = network.relay("relay-1").requests;
    requests.length = 0;
    network.run(10 * MINUTE);
    // Two hosts.
    expect(requests.filter(({ method }) => method === METHOD_REFRESH)).toHaveLength(4);
    expect(requests.filter(({ method }) => method === METHOD_BINDING).length).toBeGreaterThanOrEqual(2 * 23);
  });
});
