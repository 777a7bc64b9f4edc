import { readFileSync } from "node:fs";
import * as reference from "dns-packet";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RCODE } from "./constants.ts";
import { parseResponse } from "./message.ts";
import { ProxyAddresses } from "./proxy-addresses.ts";
import { DnsResources, type IpStack } from "./resources.ts";
import { type DnsTransport, type QueryVerdict, StubResolver } from "./stub-resolver.ts";

const SENTINEL = "100.100.111.1";
const UPSTREAM = { type: "do53", origin: "system", server: { ip: "1.1.1.1", port: 53 } } as const;
const V4 = ["100.96.0.1", "100.96.0.2", "100.96.0.3", "100.96.0.4"];
const V6 = ["fd00:2021:1111:8000::", "fd00:2021:1111:8000::1", "fd00:2021:1111:8000::2", "fd00:2021:1111:8000::3"];

function resolver(
  resources: Readonly<Record<string, [address: string, stack?: IpStack]>> = {},
  proxies?: ProxyAddresses,
) {
  const stub = new StubResolver({ proxyAddresses: proxies ?? new ProxyAddresses() });
  stub.setUpstreams({ portalDo53: [], portalDoh: [], system: ["1.1.1.1"] });
  for (const [id, [address, ipStack = "dual"]] of Object.entries(resources))
    stub.upsertResource({ id, address, ipStack });
  return stub;
}

const bytes = (packet: reference.Packet) => new Uint8Array(reference.encode(packet));
const query = (name: string, type: string, id = 7) =>
  bytes({
    type: "query",
    id,
    flags: reference.RECURSION_DESIRED,
    questions: [{ name, type: type as reference.RecordType }],
  });

function ask(stub: StubResolver, name: string, type: string, transport: DnsTransport = "udp", now = 0) {
  return stub.handleQuery(query(name, type), { sentinel: SENTINEL, transport, now });
}

function answer(verdict: QueryVerdict) {
  if (verdict.type !== "answer") throw new Error(`expected an answer, not ${verdict.type}`);
  const { answers = [], ...rest } = reference.decode(Buffer.from(verdict.payload));
  return { ...rest, answers };
}

const data = (verdict: QueryVerdict) => answer(verdict).answers.map((record) => "data" in record && record.data);
const expanded = (ips: unknown[]) =>
  ips.map((ip) =>
    String(ip)
      .replace(/^fd00:2021:1111:8000:0:0:0:/, "fd00:2021:1111:8000::")
      .replace(/::0$/, "::"),
  );

describe("names of DNS resources", () => {
  it("A and AAAA get the proxy addresses, TTL 1, and say whose they are", () => {
    const stub = resolver({ r1: ["*.example.com"], r2: ["**.com", "ipv6_only"] });
    const verdict = ask(stub, "App.example.com", "A");
    expect(answer(verdict)).toMatchObject({ id: 7, rcode: "NOERROR", flag_aa: false, flag_ra: false, flag_rd: true });
    expect(data(verdict)).toEqual(V4);
    expect(answer(verdict).answers.every((record) => "ttl" in record && record.ttl === 1)).toBe(true);
    expect(expanded(data(ask(stub, "app.EXAMPLE.com", "AAAA")))).toEqual(V6);
    expect(verdict.type === "answer" && verdict.resourceAnswer).toEqual({
      name: "App.example.com",
      assigned: [
        { resource: { id: "r1", address: "*.example.com", ipStack: "dual" }, addresses: [...V4, ...V6] },
        { resource: { id: "r2", address: "**.com", ipStack: "ipv6_only" }, addresses: V6 },
      ],
    });
  });

  it("a family that no matching resource has gets an empty answer, and addresses are set aside all the same", () => {
    const stub = resolver({ r1: ["v6.example.com", "ipv6_only"], r2: ["v4.example.com", "ipv4_only"] });
    const verdict = ask(stub, "v6.example.com", "A");
    expect(answer(verdict)).toMatchObject({ rcode: "NOERROR", answers: [] });
    expect(verdict.type === "answer" && verdict.resourceAnswer?.assigned?.[0].addresses).toEqual(V6);
    expect(data(ask(stub, "v4.example.com", "AAAA"))).toEqual([]);
    expect(data(ask(stub, "v4.example.com", "A"))[0]).toBe("100.96.0.5");
  });

  it("HTTPS (65) gets an empty answer that counts as one for the name", () => {
    const verdict = ask(resolver({ r1: ["app.example.com"] }), "app.example.com", "UNKNOWN_65");
    expect(answer(verdict)).toMatchObject({ rcode: "NOERROR", answers: [] });
    expect(verdict.type === "answer" && verdict.resourceAnswer).toEqual({ name: "app.example.com" });
  });

  it.each(["SRV", "TXT"])("%s goes to the site of the most specific resource", (type) => {
    const stub = resolver({ a: ["*.example.com"], c: ["**.example.com"], b: ["*.example.com"] });
    expect(ask(stub, "app.example.com", type, "tcp")).toMatchObject({
      type: "site",
      resourceId: "b",
      query: { transport: "tcp", message: { id: 7 } },
    });
  });

  it.each(["MX", "UNKNOWN_64", "CNAME", "ANY", "NS", "SOA"])("%s goes to the upstream", (type) => {
    const verdict = ask(resolver({ a: ["*.example.com"] }), "app.example.com", type);
    expect(verdict).toMatchObject({ type: "recurse", upstream: UPSTREAM });
  });

  it("another class goes to the upstream", () => {
    const chaos = bytes({ type: "query", id: 1, questions: [{ name: "app.example.com", type: "TXT", class: "CH" }] });
    const stub = resolver({ a: ["*.example.com"] });
    expect(stub.handleQuery(chaos, { sentinel: SENTINEL, transport: "udp", now: 0 }).type).toBe("recurse");
  });

  it("keep their addresses in the next session", () => {
    const proxies = new ProxyAddresses();
    ask(resolver({ a: ["*.example.com"] }, proxies), "first.example.com", "A");
    const next = resolver({ b: ["*.example.com"] }, proxies);
    expect(data(ask(next, "second.example.com", "A"))[0]).toBe("100.96.0.5");
    expect(data(ask(next, "first.example.com", "A"))).toEqual(V4);
  });

  it("are no longer answered once the resource is gone", () => {
    const stub = resolver({ a: ["*.example.com"] });
    stub.removeResource("a");
    expect(ask(stub, "app.example.com", "A").type).toBe("recurse");
  });

  it("a resource whose address is no pattern is ignored, and replaces what it was", () => {
    const stub = resolver({ a: ["app.example.com"] });
    expect(stub.upsertResource({ id: "a", address: "a**.example.com", ipStack: "dual" })).toBe(false);
    expect(stub.resourcesFor("app.example.com")).toEqual([]);
  });
});

describe("which resource is the best", () => {
  interface BestMatch {
    readonly resources: readonly { id: string; address: string }[];
    readonly name: string;
    readonly all_matching_best_first: readonly string[];
    readonly best: string | null;
    readonly why: string;
  }
  const { best_match: vectors }: { best_match: BestMatch[] } = JSON.parse(
    readFileSync(new URL("../vectors/dns-patterns.json", import.meta.url), "utf8"),
  );

  it.each(vectors)("$name: $why", ({ resources, name, all_matching_best_first: expected, best }) => {
    for (const order of [resources, [...resources].reverse()]) {
      const set = new DnsResources();
      for (const resource of order) expect(set.upsert({ ...resource, ipStack: "dual" })).toBe(true);
      expect(set.matching(name).map(({ id }) => id)).toEqual(expected);
      expect(set.matching(name)[0]?.id ?? null).toBe(best);
    }
  });
});

describe("names of no resource", () => {
  it("go to the upstream of the sentinel that was asked", () => {
    const stub = resolver();
    stub.setUpstreams({ portalDo53: [], portalDoh: ["https://a.example/q", "https://b.example/q"], system: [] });
    const [, second] = stub.sentinels;
    const verdict = stub.handleQuery(query("example.org", "A"), {
      sentinel: second.sentinel,
      transport: "udp",
      now: 0,
    });
    expect(verdict).toMatchObject({ type: "recurse", upstream: { type: "doh", url: "https://b.example/q" } });
  });

  it("are not looked for under any search domain", () => {
    expect(ask(resolver({ a: ["app.example.com"] }), "app", "A").type).toBe("recurse");
  });

  it.each(["A", "AAAA", "UNKNOWN_65", "TXT"])("use-application-dns.net does not exist: %s", (type) => {
    expect(answer(ask(resolver({ a: ["**"] }), "Use-Application-DNS.net", type))).toMatchObject({ rcode: "NXDOMAIN" });
  });

  it("PTR of a proxy address gives the name, with or without a resource", () => {
    const stub = resolver({ a: ["*.example.com"] });
    ask(stub, "App.example.com", "A");
    stub.removeResource("a");
    const verdict = ask(stub, "3.0.96.100.in-addr.arpa", "PTR");
    expect(answer(verdict).answers).toMatchObject([{ type: "PTR", ttl: 1, data: "App.example.com" }]);
    const nibbles = [..."fd002021111180000000000000000002"].reverse().join(".");
    expect(data(ask(stub, `${nibbles}.ip6.arpa`, "PTR"))).toEqual(["App.example.com"]);
    expect(ask(stub, "9.0.96.100.in-addr.arpa", "PTR").type).toBe("recurse");
  });

  it("are ignored on an address that is no sentinel, and when unreadable", () => {
    const stub = resolver();
    const at = (payload: Uint8Array, sentinel: string) =>
      stub.handleQuery(payload, { sentinel, transport: "udp", now: 0 });
    expect(at(query("a.example", "A"), "100.100.111.99")).toEqual({ type: "ignore", reason: "unmapped_sentinel" });
    expect(at(Uint8Array.of(1, 2, 3), SENTINEL)).toEqual({ type: "ignore", reason: "unreadable" });
    expect(at(bytes({ type: "response", id: 1, questions: [{ name: "a", type: "A" }] }), SENTINEL).type).toBe("ignore");
  });
});

describe("what upstreams say", () => {
  const reply = (answers: reference.Answer[], id = 7, name = "example.org", type: reference.RecordType = "A") => ({
    type: "response" as const,
    payload: bytes({ type: "response", id, questions: [{ name, type }], answers }),
  });
  const record: reference.Answer = { type: "A", name: "example.org", ttl: 60, data: "192.0.2.1" };
  const big: reference.Answer = {
    type: "TXT",
    name: "example.org",
    ttl: 60,
    data: Array.from({ length: 6 }, () => "x".repeat(250)),
  };
  const forwarded = (stub: StubResolver, transport: DnsTransport = "udp", type = "A") => {
    const verdict = ask(stub, "example.org", type, transport);
    if (verdict.type !== "recurse" && verdict.type !== "site") throw new Error("not forwarded");
    return verdict.query;
  };
  const rcode = (payload: Uint8Array | undefined) => payload && parseResponse(payload)?.rcode;

  it("is relayed as it is, and served from the cache next time", () => {
    const stub = resolver();
    const outcome = reply([record]);
    expect(stub.handleUpstreamOutcome(forwarded(stub), outcome, 0)).toEqual(outcome.payload);
    expect(data(ask(stub, "Example.ORG", "A", "udp", 1000))).toEqual(["192.0.2.1"]);
    expect(answer(ask(stub, "example.org", "A", "udp", 1000)).answers).toMatchObject([{ ttl: 59 }]);
  });

  it("the cache comes before everything else, and goes with any change", () => {
    const stub = resolver();
    const changes = [
      () => stub.upsertResource({ id: "a", address: "b.example", ipStack: "dual" }),
      () => stub.removeResource("a"),
      () => stub.setUpstreams({ portalDo53: [], portalDoh: [], system: ["1.1.1.1"] }),
      () => stub.flushCache(),
    ];
    for (const change of changes) {
      stub.handleUpstreamOutcome(forwarded(stub), reply([record]), 0);
      expect(ask(stub, "example.org", "A").type).toBe("answer");
      change();
      expect(ask(stub, "example.org", "A").type).toBe("recurse");
    }
  });

  it("over UDP is cut when too long, over TCP it is not, from the cache likewise", () => {
    const stub = resolver();
    const over = (transport: DnsTransport) =>
      stub.handleUpstreamOutcome(forwarded(stub, transport, "TXT"), reply([big], 7, "example.org", "TXT"), 0);
    expect(reference.decode(Buffer.from(over("udp") ?? []))).toMatchObject({ flag_tc: true, answers: [] });
    expect(answer(ask(stub, "example.org", "TXT"))).toMatchObject({ flag_tc: true, answers: [] });
    stub.flushCache();
    expect(reference.decode(Buffer.from(over("tcp") ?? [])).answers).toHaveLength(1);
    expect(answer(ask(stub, "example.org", "TXT", "tcp")).answers).toHaveLength(1);
  });

  it("a timeout is left unanswered over UDP, any other failure is SERVFAIL", () => {
    const stub = resolver();
    expect(stub.handleUpstreamOutcome(forwarded(stub), { type: "timeout" }, 0)).toBeUndefined();
    expect(rcode(stub.handleUpstreamOutcome(forwarded(stub, "tcp"), { type: "timeout" }, 0))).toBe(RCODE.SERVFAIL);
    expect(rcode(stub.handleUpstreamOutcome(forwarded(stub), { type: "failure" }, 0))).toBe(RCODE.SERVFAIL);
  });

  it("an answer to something else is a failure, and is not cached", () => {
    const stub = resolver();
    for (const wrong of [
      reply([record], 8),
      reply([record], 7, "example.net"),
      reply([record], 7, "example.org", "AAAA"),
    ]) {
      expect(rcode(stub.handleUpstreamOutcome(forwarded(stub), wrong, 0))).toBe(RCODE.SERVFAIL);
    }
    const unreadable = { type: "response", payload: query("example.org", "A") } as const;
    expect(rcode(stub.handleUpstreamOutcome(forwarded(stub), unreadable, 0))).toBe(RCODE.SERVFAIL);
    expect(ask(stub, "example.org", "A").type).toBe("recurse");
  });

  it("what a site answers is not cached", () => {
    const stub = resolver({ a: ["example.org"] });
    const text: reference.Answer = { type: "TXT", name: "example.org", ttl: 60, data: "hello" };
    stub.handleUpstreamOutcome(forwarded(stub, "udp", "TXT"), reply([text], 7, "example.org", "TXT"), 0);
    expect(ask(stub, "example.org", "TXT").type).toBe("site");
  });
});

describe("any bytes", () => {
  it("are answered, forwarded or ignored, and never fail", () => {
    const stub = resolver({ a: ["**.example.com"], b: ["*.org", "ipv4_only"] });
    const seeds = ["A", "AAAA", "PTR", "SRV", "UNKNOWN_65", "MX"].map((type) => query("app.example.com", type));
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(50), fc.nat(255)), { maxLength: 4 }))
      .map(([seed, changes]) => {
        const copy = seed.slice();
        for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
        return copy;
      });
    const input = fc.oneof(
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
      { weight: 4, arbitrary: mutated },
    );
    fc.assert(
      fc.property(input, input, fc.boolean(), (payload, response, overTcp) => {
        const transport = overTcp ? "tcp" : "udp";
        const verdict = stub.handleQuery(payload, { sentinel: SENTINEL, transport, now: 0 });
        if (verdict.type === "answer") expect([...verdict.payload.subarray(0, 2)]).toEqual([...payload.subarray(0, 2)]);
        if (verdict.type !== "recurse" && verdict.type !== "site") return;
        const reply = stub.handleUpstreamOutcome(verdict.query, { type: "response", payload: response }, 0);
        expect(reply?.length).toBeGreaterThanOrEqual(12);
      }),
      { numRuns: 100_000 },
    );
  });
});
