import { type IpAddress, isSentinelIp, PROXY_IPV6 } from "@fz/ip";
import { describe, expect, it } from "vitest";
import { ProxyAddresses } from "./proxy-addresses.ts";

describe("proxy addresses", () => {
  it("are drawn in order, four of each family per name", () => {
    const proxies = new ProxyAddresses();
    expect(proxies.assign("a.example.com")).toEqual({
      name: "a.example.com",
      ipv4: ["100.96.0.1", "100.96.0.2", "100.96.0.3", "100.96.0.4"],
      ipv6: [0, 1, 2, 3].map((i) => (i === 0 ? "fd00:2021:1111:8000::" : `fd00:2021:1111:8000::${i}`)),
    });
    expect(proxies.assign("b.example.com")?.ipv4).toEqual(["100.96.0.5", "100.96.0.6", "100.96.0.7", "100.96.0.8"]);
    expect(proxies.assign("b.example.com")?.ipv6[0]).toBe("fd00:2021:1111:8000::4");
  });

  it("stay with the name, whatever its letter case", () => {
    const proxies = new ProxyAddresses();
    const first = proxies.assign("App.example.com");
    proxies.assign("other.example.com");
    expect(proxies.assign("aPP.EXAMPLE.com")).toBe(first);
    expect(proxies.find("app.example.com")).toBe(first);
    expect(proxies.nameOf("100.96.0.4")).toBe("App.example.com");
    expect(proxies.nameOf("fd00:2021:1111:8000::3")).toBe("App.example.com");
    expect(proxies.nameOf("100.96.0.9")).toBeUndefined();
  });

  it("leave out the sentinels, and end with the range", () => {
    const ranges = { ipv4: { ip: "100.100.96.0", length: 19 }, ipv6: PROXY_IPV6 };
    const proxies = new ProxyAddresses(ranges);
    const drawn: IpAddress[] = [];
    for (let i = 0; i < 2000; i++) drawn.push(...(proxies.assign(`${i}.example.com`)?.ipv4 ?? []));
    expect(drawn.some(isSentinelIp)).toBe(false);
    expect(drawn.slice(3836, 3840)).toEqual(["100.100.110.253", "100.100.110.254", "100.100.110.255", "100.100.112.0"]);
    // 8192 less network, broadcast and 256 sentinels, four by four.
    expect(drawn).toHaveLength(7932);
    expect(proxies.assign("0.example.com")?.ipv4[0]).toBe("100.100.96.1");
    expect(proxies.assign("one.more.example.com")).toBeUndefined();
  });
});
