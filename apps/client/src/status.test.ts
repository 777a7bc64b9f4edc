import { describe, expect, test } from "vitest";
import { formatResources, formatStatus, type Status } from "./status.ts";

type Resource = Status["tunnel"]["resources"][number];

const WIKI: Resource = {
  id: "r1",
  type: "dns",
  name: "Wiki",
  address: "wiki.lumen.example",
  sites: [{ id: "s1", name: "Basel Rack 4" }],
  status: "online",
  active: true,
};
const INTERNET: Resource = {
  id: "r2",
  type: "internet",
  name: "Internet",
  sites: [],
  status: "unknown",
  active: false,
};

const STATUS: Status = {
  portal: "connected",
  api_url: "wss://portal.example/",
  tunnel: {
    interface: { ipv4: "100.81.12.34", ipv6: "fd00:2021:1111::7:1a2b" },
    resources: [INTERNET, WIKI],
    gateways: [
      {
        id: "g1",
        ipv4: "100.90.1.1",
        ipv6: "fd00:2021:1111::1",
        connection: "connected",
        path: "direct",
        rttMs: 11.6,
        resources: ["r1", "gone"],
      },
    ],
  },
  counters: {},
};

describe("the status", () => {
  test("says what there is, in columns", () => {
    expect(formatStatus(STATUS)).toBe(
      [
        "Portal     connected (wss://portal.example/)",
        "Addresses  100.81.12.34, fd00:2021:1111::7:1a2b",
        "Gateway    100.90.1.1  connected, direct, 12 ms  for Wiki, gone",
        "",
        "RESOURCE  ADDRESS             STATUS        SITE",
        "Internet  everything else     switched off",
        "Wiki      wiki.lumen.example  online        Basel Rack 4",
      ].join("\n"),
    );
  });

  test("says what is not there yet", () => {
    const tunnel = { interface: undefined, resources: [], gateways: [] };
    expect(formatStatus({ ...STATUS, portal: "disconnected", tunnel })).toBe(
      [
        "Portal     disconnected (wss://portal.example/)",
        "Addresses  none yet: waiting for the portal",
        "Gateways   none connected; a connection is made when it is needed",
        "",
        "No resources are granted to you.",
      ].join("\n"),
    );
  });

  test("names that control the terminal are shown, not obeyed", () => {
    expect(formatResources([{ ...WIKI, name: "Wi\u001b[31mki\n" }])).toContain("Wi?[31mki?");
  });
});
