import { describe, expect, test } from "vitest";
import { parseConfiguration } from "./configuration.ts";

const ADDRESS = { publicIp4Addr: "203.0.113.7" };

test("an address is enough; the rest is as on a stock relay", () => {
  expect(parseConfiguration(ADDRESS)).toMatchObject({
    addresses: { ipv4: "203.0.113.7", ipv6: undefined },
    listenPort: 3478,
    ports: { lowest: 49_152, highest: 65_535 },
    limits: { allocationsPerUser: 1, highestChannel: 0x4fff },
    portal: undefined,
    health: { ip: "0.0.0.0", port: 8080 },
    log: { level: "info" },
  });
});

test("empty variables count as not set", () => {
  expect(parseConfiguration({ ...ADDRESS, token: "", apiUrl: "", publicIp6Addr: "" }).portal).toBeUndefined();
});

test("portal, peers and listeners are read", () => {
  const configuration = parseConfiguration({
    publicIp6Addr: "2001:DB8::7",
    apiUrl: "wss://api.example.com",
    token: "secret",
    allowPeer: "127.0.0.0/8, ::1/128",
    healthCheckAddr: "off",
    highestChannel: "0x7fff",
  });
  expect(configuration).toMatchObject({
    addresses: { ipv6: "2001:db8::7" },
    portal: { url: "wss://api.example.com", token: "secret" },
    allowedPeers: [
      { ip: "127.0.0.0", length: 8 },
      { ip: "::1", length: 128 },
    ],
    health: undefined,
    limits: { highestChannel: 0x7fff },
  });
});

describe("is refused in one line", () => {
  test.each([
    [{}, /publicIp4Addr: give the address/],
    [{ publicIp4Addr: "relay.example" }, /publicIp4Addr: expected an IPv4 address, not "relay.example"/],
    [{ publicIp4Addr: "::1" }, /expected an IPv4 address/],
    [{ ...ADDRESS, listenPort: "70000" }, /listenPort: expected a port/],
    [{ ...ADDRESS, listenPort: "50000" }, /listenPort: 50000 lies in the range/],
    [{ ...ADDRESS, lowestPort: "60000", highestPort: "50000" }, /lowestPort: 60000 is above/],
    [{ ...ADDRESS, allowPeer: "127.0.0.1/8" }, /allowPeer: expected networks/],
    [{ ...ADDRESS, apiUrl: "api.example.com" }, /apiUrl: expected a URL/],
    [{ ...ADDRESS, token: "x" }, /apiUrl: a token is given/],
    [{ ...ADDRESS, logFormat: "xml" }, /logFormat/],
    [{ ...ADDRESS, logLevel: "loud" }, /logLevel: expected a level/],
    [{ ...ADDRESS, highestChannel: "0x8000" }, /highestChannel/],
  ])("%j", (given, message) => {
    expect(() => parseConfiguration(given)).toThrow(message);
    expect(() => parseConfiguration(given)).not.toThrow(/\n/);
  });
});
