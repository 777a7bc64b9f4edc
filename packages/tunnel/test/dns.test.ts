import { fromHex } from "@fz/bytes";
import { type IpAddress, udpPacket } from "@fz/ip";
import { describe, expect, test } from "vitest";
import { dnsQuery, findAnswer, NXDOMAIN, SERVFAIL, TYPE } from "./dns-messages.ts";
import { DnsWorld, SENTINEL, SYSTEM_RESOLVER } from "./dns-world.ts";
import { seen } from "./packets.ts";
import type { PortalResource } from "./portal.ts";
import { CLIENT_IPV4, CLIENT_IPV6, cidr, dns, GATEWAY_ID, GATEWAY_IPV4, resourceId } from "./world.ts";

const SECOND = 1000;
const APP = "app.example.com";
const REAL = "10.7.0.1";
const OTHER_REAL = "10.7.0.2";

function worldOf(...resources: PortalResource[]): DnsWorld {
  const world = new DnsWorld({ resources });
  world.names.set(APP, [REAL]);
  return world;
}

describe("a name of a DNS resource", () => {
  test("gets four addresses of each family at once, and traffic to them reaches what the site's resolver says", () => {
    const world = worldOf(dns(1, APP));
    const asked = world.now;
    const addresses = world.lookup(APP);
    expect(world.now - asked).toBe(0);
    expect(addresses).toEqual(["100.96.0.1", "100.96.0.2", "100.96.0.3", "100.96.0.4"]);
    expect(world.lookup(APP, TYPE.AAAA)).toHaveLength(4);
    expect(world.portal.requests).toEqual([]);
    expect(world.reaches(addresses[1], { sourcePort: 4444 })).toBe(true);
    expect(world.lastServed()).toBe(`${REAL}:7 from 4444`);
    expect(world.gatewayEvents("resolve").map(({ domain }) => domain)).toEqual([APP]);
    // What comes back comes from where it was sent.
    expect(seen(world.client.received.at(-1) ?? new Uint8Array()).source).toBe(addresses[1]);
  });

  test("keeps them over a roam, and traffic flows again", () => {
    const world = worldOf(dns(1, APP));
    const addresses = world.lookup(APP);
    expect(world.reaches(addresses[0])).toBe(true);
    world.roamClient("192.0.2.50");
    world.run(200);
    expect(world.lookup(APP)).toEqual(addresses);
    expect(world.reaches(addresses[0])).toBe(true);
  });

  test("has IPv6 at the site where it is asked for by IPv6, and not otherwise", () => {
    const world = worldOf(dns(1, APP));
    world.names.set(APP, [REAL, "2001:db8:7::1"]);
    const [v6] = world.lookup(APP, TYPE.AAAA);
    expect(world.reaches(v6)).toBe(true);
    expect(world.lastServed()).toMatch(/^2001:db8:7::1:7 /);
    world.names.set(APP, [REAL]);
    world.lookup(APP, TYPE.AAAA);
    world.run(SECOND);
    expect(world.reaches(v6, { sourcePort: 4100, limit: SECOND })).toBe(false);
    expect(world.icmpErrors()).toEqual([`1/3 from ${v6}`]);
  });

  test("that does not resolve is answered with unreachable, not with silence", () => {
    const world = worldOf(dns(1, "*.example.com"));
    const [proxy] = world.lookup("missing.example.com");
    expect(world.reaches(proxy, { limit: SECOND })).toBe(false);
    expect(world.icmpErrors()).toEqual([`3/0 from ${proxy}`]);
  });

  test("whose resolver is silent is refused after ten seconds, and tried again with the next query", () => {
    const world = worldOf(dns(1, APP));
    world.names.set(APP, undefined);
    const [proxy] = world.lookup(APP);
    expect(world.reaches(proxy, { limit: 11 * SECOND })).toBe(false);
    world.names.set(APP, [REAL]);
    world.lookup(APP);
    world.run(SECOND);
    expect(world.reaches(proxy)).toBe(true);
  });

  test("by IPv4 only where the resource says so", () => {
    const world = worldOf(dns(1, APP, { ipStack: "ipv4_only" }));
    expect(world.lookup(APP)).toHaveLength(4);
    expect(world.ask(APP, TYPE.AAAA)).toEqual({ rcode: 0, values: [], ttls: [] });
  });

  test("obeys the filters of its resource at both ends", () => {
    const udp7 = { protocol: "udp" as const, port_range_start: 7, port_range_end: 7 };
    const world = worldOf(dns(1, APP, { filters: [udp7] }));
    const [proxy] = world.lookup(APP);
    expect(world.reaches(proxy, { port: 7 })).toBe(true);
    expect(world.reaches(proxy, { port: 8, limit: 200 })).toBe(false);
    expect(world.icmpErrors()).toEqual([`3/13 from ${proxy}`]);
    expect(world.served).toHaveLength(1);
  });

  test("is no longer one when its resource goes", () => {
    const world = worldOf(dns(1, APP), cidr(2, "10.9.0.0/16"));
    const [proxy] = world.lookup(APP);
    expect(world.reaches(proxy)).toBe(true);
    world.portal.removeResource(resourceId(1));
    world.run(200);
    expect(world.reaches(proxy, { limit: 500 })).toBe(false);
    const before = world.clientEvents("host-dns-query").length;
    expect(world.lookup(APP)).toEqual([]);
    expect(world.clientEvents("host-dns-query")).toHaveLength(before + 1);
  });
});

describe("what names share", () => {
  test("one real address and the same source port: the gateway keeps the flows apart", () => {
    const world = worldOf(dns(1, "*.example.com"));
    const names = ["a.example.com", "b.example.com", "c.example.com"];
    for (const name of names) world.names.set(name, [REAL]);
    const proxies = names.map((name) => world.lookup(name)[0]);
    for (const proxy of proxies) expect(world.reaches(proxy, { sourcePort: 5555 })).toBe(true);
    const sources = world.served.map(({ destination, sourcePort }) => `${destination} ${sourcePort}`);
    expect(sources).toEqual([`${REAL} 5555`, `${REAL} 5556`, `${REAL} 5557`]);
    const answered = world.client.received.map(seen).filter(({ destinationPort }) => destinationPort === 5555);
    expect(answered.map(({ source }) => source)).toEqual(proxies);
  });

  test("one name in two resources: the most specific one that permits is used", () => {
    const udp = (port: number) => ({ protocol: "udp" as const, port_range_start: port, port_range_end: port });
    const world = worldOf(dns(1, APP, { filters: [udp(7)] }), dns(2, "*.example.com", { filters: [udp(7), udp(8)] }));
    const [proxy] = world.lookup(APP);
    expect(world.reaches(proxy, { port: 7 })).toBe(true);
    expect(world.portal.requests.map((request) => request.resourceId)).toEqual([resourceId(1)]);
    expect(world.reaches(proxy, { port: 8 })).toBe(true);
    expect(world.portal.requests.map((request) => request.resourceId)).toEqual([resourceId(1), resourceId(2)]);
  });
});

describe("a name that moves", () => {
  test("leads new flows to its new address after the next query, and leaves running ones where they are", () => {
    const world = worldOf(dns(1, APP));
    const [proxy] = world.lookup(APP);
    expect(world.reaches(proxy, { sourcePort: 4000 })).toBe(true);
    world.names.set(APP, [OTHER_REAL]);
    expect(world.reaches(proxy, { sourcePort: 4001 })).toBe(true);
    expect(world.lastServed()).toBe(`${REAL}:7 from 4001`);
    world.lookup(APP);
    // Traffic flows on while the gateway resolves anew.
    expect(world.reaches(proxy, { sourcePort: 4000 })).toBe(true);
    expect(world.lastServed()).toBe(`${REAL}:7 from 4000`);
    expect(world.reaches(proxy, { sourcePort: 4002 })).toBe(true);
    expect(world.lastServed()).toBe(`${OTHER_REAL}:7 from 4002`);
    expect(world.gatewayEvents("resolve")).toHaveLength(2);
  });

  test("a flow outlives a roam of the client with the translation that it began with", () => {
    const world = worldOf(dns(1, APP));
    const [proxy] = world.lookup(APP);
    expect(world.reaches(proxy, { sourcePort: 4000 })).toBe(true);
    world.names.set(APP, [OTHER_REAL]);
    world.roamClient("192.0.2.51");
    world.run(200);
    expect(world.reaches(proxy, { sourcePort: 4000 })).toBe(true);
    expect(world.lastServed()).toBe(`${REAL}:7 from 4000`);
    expect(world.gatewayTunnel.status().clients[0].natSessions).toBe(1);
  });
});

describe("other questions", () => {
  test("PTR for a proxy address gives the name", () => {
    const world = worldOf(dns(1, APP));
    world.lookup(APP);
    expect(world.lookup("2.0.96.100.in-addr.arpa", TYPE.PTR)).toEqual([APP]);
  });

  test("HTTPS is answered with nothing, so that A and AAAA are used", () => {
    expect(worldOf(dns(1, APP)).ask(APP, TYPE.HTTPS)).toEqual({ rcode: 0, values: [], ttls: [] });
  });

  test("the canary of browsers does not exist", () => {
    expect(worldOf().ask("use-application-dns.net", TYPE.A)?.rcode).toBe(NXDOMAIN);
  });

  test("SRV and TXT are answered by the gateway's own server, through the tunnel", () => {
    const world = worldOf(dns(1, "**.example.com"));
    const bytes = fromHex("05686f6c6c61") ?? new Uint8Array();
    const record = { type: TYPE.TXT, ttl: 60, data: { kind: "opaque" as const, bytes } };
    world.siteRecords.set(`txt.example.com ${TYPE.TXT}`, [record]);
    const answer = world.ask("txt.example.com", TYPE.TXT, { limit: 2 * SECOND });
    expect(answer).toEqual({ rcode: 0, values: ["05686f6c6c61"], ttls: [60] });
    expect(world.served.at(-1)).toMatchObject({
      destination: GATEWAY_IPV4,
      destinationPort: 53_535,
      source: CLIENT_IPV4,
    });
    expect(world.ask("_sip._udp.example.com", TYPE.SRV)).toEqual({ rcode: 0, values: [], ttls: [] });
    expect(world.portal.requests).toHaveLength(1);
    expect(world.clientEvents("host-dns-query")).toEqual([]);
  });

  test("SRV where no gateway is there fails at once instead of never", () => {
    const world = worldOf(dns(1, "**.example.com"));
    world.portal.leaveGateway(GATEWAY_ID);
    expect(world.ask("_sip._udp.example.com", TYPE.SRV)).toMatchObject({ rcode: SERVFAIL });
  });

  test("names of nobody go to the host's resolvers, and its answer comes back", () => {
    const world = worldOf(dns(1, APP));
    world.write(dnsQuery("example.org", TYPE.A, { from: CLIENT_IPV4, sentinel: SENTINEL, port: 31_000, id: 900 }));
    world.run(10);
    const [{ id, query }] = world.clientEvents("host-dns-query");
    expect(query).toMatchObject({ transport: "udp", server: { ip: SYSTEM_RESOLVER, port: 53 } });
    const reply = query.payload.slice();
    reply[2] |= 0x80;
    const outcome = { type: "response" as const, payload: reply };
    world.clientTunnel.handleCommand({ type: "host-dns-response", id, outcome }, world.now);
    world.run(10);
    expect(findAnswer(world.client.received, 900)).toMatchObject({ rcode: 0 });
  });

  test("a resolver of the portal's inside a network of ours is asked through the tunnel", () => {
    const world = new DnsWorld({ resources: [cidr(1, "10.53.0.0/16")] });
    world.portal.upstreamDo53 = ["10.53.0.53"];
    world.joinClient();
    world.run(200);
    world.serve = (packet) => dnsEcho(packet, "10.53.0.53");
    // The set of upstreams has changed, and so have the sentinels.
    const sentinel = world.clientEvents("interface").at(-1)?.config.dnsServers[0] ?? "";
    expect(sentinel).not.toBe(SENTINEL);
    expect(world.ask("intranet.example", TYPE.A, { sentinel, limit: 2 * SECOND })).toMatchObject({ rcode: 0 });
    expect(world.clientEvents("host-dns-query")).toEqual([]);
    expect(world.served.at(-1)).toMatchObject({ destination: "10.53.0.53", destinationPort: 53 });
  });
});

describe("the gate in front of a name", () => {
  test("waits for the gateway's word and lets everything go then, in order", () => {
    const world = worldOf(dns(1, APP));
    const [proxy] = world.lookup(APP);
    const texts = Array.from({ length: 20 }, () => world.sendUdp(proxy));
    world.run(2 * SECOND);
    expect(world.answers().filter((text) => texts.includes(text))).toEqual(texts);
  });

  test("keeps the newest 32 packets of a name", () => {
    const world = worldOf(dns(1, APP));
    const [proxy] = world.lookup(APP);
    const texts = Array.from({ length: 100 }, () => world.sendUdp(proxy));
    world.run(2 * SECOND);
    expect(world.answers().filter((text) => texts.includes(text))).toEqual(texts.slice(-32));
  });

  test("asks again after two seconds where the gateway's word was lost", () => {
    const world = worldOf(dns(1, APP), cidr(2, "10.9.0.0/16"));
    expect(world.reaches("10.9.0.1")).toBe(true);
    const [proxy] = world.lookup(APP);
    world.names.set(APP, undefined);
    world.sendUdp(proxy);
    world.run(SECOND);
    expect(world.gatewayEvents("resolve")).toHaveLength(1);
    world.names.set(APP, [REAL]);
    world.run(1500);
    expect(world.gatewayEvents("resolve")).toHaveLength(1);
    expect(world.reaches(proxy)).toBe(true);
    expect(world.gatewayEvents("resolve")).toHaveLength(2);
  });
});

test("the machine's own addresses ask over IPv6 as well", () => {
  const world = worldOf(dns(1, APP));
  world.clientTunnel.handleCommand({ type: "system-resolvers", servers: ["2620:fe::fe"] }, world.now);
  world.run(10);
  const sentinel = world.clientEvents("interface").at(-1)?.config.dnsServers[0] ?? "";
  expect(sentinel).toContain(":");
  expect(world.ask(APP, TYPE.A, { from: CLIENT_IPV6, sentinel })?.values).toHaveLength(4);
});

/** An answer without records, from the server that was asked. */
function dnsEcho(packet: Uint8Array, server: IpAddress): Uint8Array | undefined {
  const { kind, source, sourcePort, destination, destinationPort, payload } = seen(packet);
  if (kind !== "udp" || destination !== server) return undefined;
  const answer = payload.slice();
  answer[2] |= 0x80;
  const from = { ip: destination, port: destinationPort };
  return udpPacket({ source: from, destination: { ip: source, port: sourcePort }, payload: answer });
}
