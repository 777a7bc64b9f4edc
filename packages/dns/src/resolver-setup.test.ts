import { describe, expect, it } from "vitest";
import { addressOfReverseName } from "./reverse-name.ts";
import { SentinelMap } from "./sentinels.ts";
import { effectiveUpstreams, type UpstreamSources } from "./upstream.ts";

const sources = (from: Partial<UpstreamSources>): UpstreamSources => ({
  portalDo53: [],
  portalDoh: [],
  system: [],
  ...from,
});
const upstreams = (from: Partial<UpstreamSources>) => effectiveUpstreams(sources(from));

describe("upstreams", () => {
  it("are the portal's plain servers, else its DoH servers, else the system's", () => {
    const all = { portalDo53: ["1.1.1.1"], portalDoh: ["https://dns.example/q"], system: ["192.168.1.1"] };
    expect(upstreams(all)).toEqual([{ type: "do53", origin: "portal", server: { ip: "1.1.1.1", port: 53 } }]);
    expect(upstreams({ ...all, portalDo53: [] })).toEqual([{ type: "doh", url: "https://dns.example/q" }]);
    expect(upstreams({ system: all.system })).toEqual([
      { type: "do53", origin: "system", server: { ip: "192.168.1.1", port: 53 } },
    ]);
  });

  it("are no sentinels, and each is there once, in order", () => {
    const system = ["2.2.2.2", "100.100.111.1", "1.1.1.1", "2.2.2.2", "fd00:2021:1111:8000:100:100:111:0"];
    expect(upstreams({ system }).map((each) => each.type === "do53" && each.server.ip)).toEqual(["2.2.2.2", "1.1.1.1"]);
    expect(upstreams({ portalDo53: ["100.100.111.7"], system: ["1.1.1.1"] })).toHaveLength(1);
  });
});

describe("sentinels", () => {
  const sentinels = (map: SentinelMap) => map.mappings.map(({ sentinel }) => sentinel);

  it("are drawn per family, DoH gets IPv4", () => {
    const map = new SentinelMap();
    expect(map.update(upstreams({ portalDo53: ["1.1.1.1", "2606::1", "1.0.0.1", "2606::2"] }))).toBe(true);
    expect(sentinels(map)).toEqual([
      "100.100.111.1",
      "fd00:2021:1111:8000:100:100:111:0",
      "100.100.111.2",
      "fd00:2021:1111:8000:100:100:111:1",
    ]);
    expect(map.upstreamOf("100.100.111.2")).toMatchObject({ server: { ip: "1.0.0.1" } });
    expect(map.upstreamOf("100.100.111.3")).toBeUndefined();

    const doh = new SentinelMap();
    doh.update(upstreams({ portalDoh: ["https://dns.example/q"] }));
    expect(sentinels(doh)).toEqual(["100.100.111.1"]);
  });

  it("are new for another set of upstreams, skipping only those of the mapping just before", () => {
    const map = new SentinelMap();
    map.update(upstreams({ system: ["1.1.1.1", "1.0.0.1"] }));
    expect(map.update(upstreams({ system: ["1.0.0.1", "1.1.1.1"] }))).toBe(false);
    expect(sentinels(map)).toEqual(["100.100.111.1", "100.100.111.2"]);
    expect(map.update(upstreams({ system: ["1.1.1.1"] }))).toBe(true);
    expect(sentinels(map)).toEqual(["100.100.111.3"]);
    expect(map.update(upstreams({ system: ["1.1.1.1", "9.9.9.9"] }))).toBe(true);
    expect(sentinels(map)).toEqual(["100.100.111.1", "100.100.111.2"]);
  });

  it("tell a server of the portal's from the same one of the system's", () => {
    const map = new SentinelMap();
    map.update(upstreams({ system: ["1.1.1.1"] }));
    expect(map.update(upstreams({ portalDo53: ["1.1.1.1"] }))).toBe(true);
  });

  it("run out without failing", () => {
    const map = new SentinelMap();
    map.update(upstreams({ system: Array.from({ length: 300 }, (_, i) => `10.0.${i >> 8}.${i & 255}`) }));
    expect(sentinels(map)).toHaveLength(254);
    expect(sentinels(map).at(-1)).toBe("100.100.111.254");
  });
});

describe("reverse names", () => {
  it("stand for addresses", () => {
    expect(addressOfReverseName("4.3.2.1.in-addr.arpa")).toBe("1.2.3.4");
    expect(addressOfReverseName("4.3.2.1.IN-ADDR.ARPA")).toBe("1.2.3.4");
    const nibbles = [..."00000000000000000000000000000001"].reverse();
    expect(addressOfReverseName(`${nibbles.join(".")}.ip6.arpa`)).toBe("::1");
    const mixed = [..."20010db8000000000000000000abcdef"].reverse();
    expect(addressOfReverseName(`${mixed.join(".")}.ip6.ARPA`)).toBe("2001:db8::ab:cdef");
  });

  it.each([
    "3.2.1.in-addr.arpa",
    "5.4.3.2.1.in-addr.arpa",
    "256.3.2.1.in-addr.arpa",
    "04.3.2.1.in-addr.arpa",
    "in-addr.arpa",
    "1.ip6.arpa",
    `${"g.".repeat(32)}ip6.arpa`,
    "4.3.2.1.example.com",
  ])("%s stands for none", (name) => expect(addressOfReverseName(name)).toBeUndefined());
});
