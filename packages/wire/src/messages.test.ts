import { describe, expect, test } from "vitest";
import {
  type ClientOutbound,
  encodeFrame,
  eventFromSocket,
  eventOnSocket,
  pushFrame,
  reactToDeviceFrame,
  reactToFrame,
  relayAccounts,
  type ToClient,
  upstreamResolvers,
} from "./index.ts";

const ID = "72f1a1a3-a03b-4f82-8154-50ab0315b3fb";
const SITE = { id: "9ec718b1-97fd-43d7-be8b-9e0f1d6af4b5", name: "Basel Rack 4" };
const INTERFACE = { ipv4: "100.81.12.34", ipv6: "fd00:2021:1111:0::7:1a2b" };
const FLOW_LOGS = { api_url: "", upload_interval_secs: 0, upload_batch_size: 0 };

describe("what a portal writes", () => {
  const received = ({ event, payload }: ToClient) =>
    reactToFrame({ topic: "client", pendingJoin: undefined }, encodeFrame(pushFrame("client", event, payload)));

  test("a client reads with the defaults filled in and in canonical spelling", () => {
    const resource = {
      id: ID.toUpperCase(),
      type: "dns",
      address: "a.example",
      name: "A",
      gateway_groups: [SITE],
    } as const;
    const reaction = received({
      event: "init",
      payload: { interface: INTERFACE, resources: [resource], flow_logs: FLOW_LOGS },
    });
    expect(reaction).toMatchObject({
      reaction: "parsed",
      message: {
        event: "init",
        payload: {
          interface: { ipv6: "fd00:2021:1111::7:1a2b", search_domain: null, upstream_doh: [] },
          resources: [{ id: ID, sites: [SITE], filters: [], ip_stack: "dual", address_description: null }],
          relays: [],
          authorizations: [],
        },
      },
    });
  });

  test("asks for reports of connections, and where the question makes no sense it costs nothing", () => {
    const asked = (connection_reports: unknown) => {
      const payload = JSON.stringify({ interface: INTERFACE, flow_logs: FLOW_LOGS, connection_reports });
      const text = `{"topic":"client","event":"init","payload":${payload},"ref":null}`;
      const reaction = reactToFrame({ topic: "client", pendingJoin: undefined }, text);
      if (reaction.reaction !== "parsed" || reaction.message.event !== "init") throw new Error("init was lost");
      return reaction.message.payload.connection_reports;
    };
    expect(asked({ interval_seconds: 15, since: "2031" })).toEqual({ interval_seconds: 15 });
    for (const senseless of [undefined, {}, { interval_seconds: 0 }, { interval_seconds: "15" }, [], "often"]) {
      expect(asked(senseless)).toBeUndefined();
    }
    expect(asked(null)).toBeNull();
  });

  test("in the way of stock portals, the legacy resolvers count only where no others are given", () => {
    const legacy = [{ protocol: "ip_port", address: "[2001:db8::53]:5353" }] as const;
    const both = { ...INTERFACE, upstream_dns: [...legacy], upstream_do53: [{ ip: "192.0.2.53" }] };
    for (const [payload, expected] of [
      [{ interface: { ...INTERFACE, upstream_dns: [...legacy] } }, "2001:db8::53"],
      [{ interface: both }, "192.0.2.53"],
    ] as const) {
      const reaction = received({ event: "config_changed", payload });
      if (reaction.reaction !== "parsed" || reaction.message.event !== "config_changed") throw new Error("not parsed");
      expect(upstreamResolvers(reaction.message.payload.interface)).toEqual([{ type: "do53", ip: expected }]);
    }
  });
});

test("what a client writes, a portal reads", () => {
  const message: ClientOutbound = {
    event: "request_authorization",
    payload: { resource_id: ID, connected_gateway_ids: [SITE.id, "nonsense", 7] },
  };
  const text = encodeFrame({ topic: "client", ref: 4, ...message });
  expect(reactToDeviceFrame({ topic: "client", version: "v2", joined: true }, text)).toEqual({
    reaction: "parsed",
    ref: 4,
    message: { event: "request_authorization", payload: { resource_id: ID, connected_gateway_ids: [SITE.id] } },
  });
});

test("the addresses of a relay are one account, at most one of each family", () => {
  const entry = { id: ID, type: "turn", username: "1:salt", password: "p", expires_at: 1 } as const;
  const relays = ["198.51.100.17:3478", "[2001:db8::17]:3478", "198.51.100.18:3478"].map((addr) => ({
    ...entry,
    addr,
  }));
  expect(relayAccounts([...relays, { id: SITE.id, type: "stun", addr: "192.0.2.1:3478" }])).toEqual([
    {
      id: ID,
      addresses: [
        { ip: "198.51.100.17", port: 3478 },
        { ip: "2001:db8::17", port: 3478 },
      ],
      username: "1:salt",
      password: "p",
      expiresAt: 1,
    },
  ]);
});

describe("event names", () => {
  test("differ between the two sockets only where they were renamed", () => {
    expect(eventOnSocket("client", "legacy", "authorization_created")).toBe("flow_created");
    expect(eventOnSocket("gateway", "legacy", "authorization_created")).toBe("flow_authorized");
    expect(eventOnSocket("client", "v2", "authorization_created")).toBe("authorization_created");
    expect(eventOnSocket("client", "legacy", "init")).toBe("init");
  });

  test("belong to one socket", () => {
    expect(eventFromSocket("client", "legacy", "create_flow")).toBe("request_authorization");
    expect(eventFromSocket("client", "v2", "create_flow")).toBeUndefined();
    expect(eventFromSocket("client", "legacy", "request_authorization")).toBeUndefined();
    expect(eventFromSocket("client", "legacy", "no_relays")).toBe("no_relays");
  });
});
