import type { LabProcess } from "@fz/lab";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ClientLab, initOfFixtures, OUTSIDE, PUBLIC } from "./client-lab.ts";

const SENTINEL = "100.100.111.1";

let lab: ClientLab;
let client: LabProcess;

beforeEach(async () => {
  lab = await ClientLab.build();
  await lab.startPortal(initOfFixtures());
  client = lab.startClient({ FIREZONE_API_URL: "ws://portal.example:8000" });
  await client.line(/tunnel device configured/);
});
afterEach(() => lab.remove());

function dig(...words: string[]): string[] {
  const printed = lab.laptop.run("dig", "+short", "+tries=1", "+time=3", ...words);
  return printed.trim().split("\n").filter(Boolean);
}

test("names of resources are answered with addresses of the tunnel", () => {
  expect(lab.resolvConf()).toContain(`nameserver ${SENTINEL}\n`);
  expect(dig("wiki.lumen.example", "A")).toEqual(["100.96.0.1", "100.96.0.2", "100.96.0.3", "100.96.0.4"]);
  expect(dig("+tcp", "wiki.lumen.example", "AAAA")).toHaveLength(4);
  // This one is for IPv4 only.
  expect(dig("deep.in.lab.lumen.example", "A")).toHaveLength(4);
  expect(dig("deep.in.lab.lumen.example", "AAAA")).toEqual([]);
  expect(dig("-x", "100.96.0.1")).toEqual(["wiki.lumen.example."]);
  // Through the C library, and with the portal's search domain.
  expect(lab.laptop.run("getent", "ahostsv4", "wiki")).toContain("100.96.0.1");
});

test("all other names are asked of the system's resolver, outside the tunnel, over UDP and TCP", () => {
  for (const transport of ["+notcp", "+tcp"]) expect(dig(transport, PUBLIC.name)).toEqual([PUBLIC.ip]);
  const whole = lab.laptop.run("dig", "+ignore", "+tries=1", "long.example");
  expect(whole).toMatch(/flags:[a-z ]* tc/);
  expect(dig("long.example")).toHaveLength(60);
  expect(lab.laptop.run("dig", "+tries=1", "unheard-of.example")).toContain("status: NXDOMAIN");
});

test("the resolver is still reached while the Internet resource takes everything else", async () => {
  lab.ask("internet-resource", "on");
  await expect.poll(() => lab.laptop.ip(`route get ${PUBLIC.ip}`)).toContain("dev tun-firezone");
  for (const transport of ["+notcp", "+tcp"]) expect(dig(transport, PUBLIC.name)).toEqual([PUBLIC.ip]);
});

test("the portal's own name is found again after roaming, and another resolver of the system is taken", async () => {
  lab.ask("roam");
  const joins = () => client.lines.filter((line) => line.includes("connected to the portal"));
  await expect.poll(() => joins().length, { timeout: 60_000 }).toBe(2);
  // As a DHCP client would: it names a new resolver and takes ours away.
  lab.outside.ip("addr add 10.99.0.53/24 dev eth0");
  const zone = [{ name: "moved.example", type: "A", data: "192.0.2.81", ttl: 60 }];
  const nameserver = new URL("../../../lab/src/services/dns.ts", import.meta.url).pathname;
  const words = ["--address", "10.99.0.53", "--zone", JSON.stringify(zone)];
  await lab.outside.startNode("nameserver2", nameserver, words).line(/DNS server on/);
  lab.laptop.setNameservers(["10.99.0.53"]);
  await expect.poll(() => lab.resolvConf(), { timeout: 60_000 }).toContain("BEGIN Firezone");
  await expect.poll(() => dig("moved.example"), { timeout: 60_000 }).toEqual(["192.0.2.81"]);
  await client.stop();
  expect(lab.resolvConf()).toBe("nameserver 10.99.0.53\n");
  expect(lab.laptop.ip(`route get ${OUTSIDE}`)).toContain("dev eth0");
});
