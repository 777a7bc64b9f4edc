import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { LabProcess } from "@fz/lab";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { CLIENT_IPV4, CLIENT_IPV6, ClientLab, initOfFixtures, LAPTOP_RESOLV_CONF, OUTSIDE } from "./client-lab.ts";

const UP = /tunnel device configured/;
const TABLES = { tunnel: "0x2021fd00", onLink: "0x2021fd01", default: "0x2021fd02" };

let lab: ClientLab;

beforeEach(async () => {
  lab = await ClientLab.build();
});
afterEach(() => lab.remove());

/** What is on stderr besides the log. */
function lastWords(program: LabProcess): string[] {
  return program.lines.filter((line) => !line.startsWith("{"));
}

function publicKeys(portal: LabProcess): string[] {
  const Upgrade = z.object({ public_key: z.string() });
  const upgrades = portal.lines.filter((line) => line.startsWith("upgrade "));
  return upgrades.map((line) => Upgrade.parse(JSON.parse(line.slice("upgrade ".length))).public_key);
}

test("configures the machine as the portal says, and on SIGTERM leaves it as it was", async () => {
  const before = lab.machineState();
  const portal = await lab.startPortal(initOfFixtures());
  const program = lab.startClient();
  await program.line(UP);

  expect(await portal.line(/^upgrade/)).toMatch(/"user_agent":"\S+\/\S+ headless-client\/1\.5\.\d+ \(/);
  const { laptop } = lab;
  expect(laptop.ip("-br addr show dev tun-firezone").trim().split(/\s+/).slice(2)).toEqual([
    `${CLIENT_IPV4}/32`,
    `${CLIENT_IPV6}/128`,
  ]);
  expect(laptop.ip("link show dev tun-firezone")).toMatch(/mtu 1280 .* qlen 10000/);
  for (const family of ["-4", "-6"]) {
    const rules = laptop.ip(`${family} rule`).split("\n");
    expect(rules.filter((rule) => rule.includes("not from all fwmark 0xfd002021"))).toHaveLength(3);
  }
  const tunnel = laptop.ip(`route show table ${TABLES.tunnel}`);
  for (const network of ["100.64.0.0/11", "100.96.0.0/11", "100.100.111.0/24", "10.44.0.0/16", "10.61.9.4"]) {
    expect(tunnel).toContain(`${network} dev tun-firezone`);
  }
  expect(laptop.ip(`-6 route show table ${TABLES.tunnel}`)).toContain("2001:db8:44::/48 dev tun-firezone");
  expect(laptop.ip(`route show table ${TABLES.onLink}`)).toContain("10.99.0.0/24 dev eth0");
  expect(laptop.ip("route get 192.0.2.9")).toContain("dev eth0");
  expect(laptop.ip("route get 10.44.1.1")).toContain("dev tun-firezone");
  expect(laptop.ip("route get 10.44.1.1 mark 0xfd002021")).toContain("dev eth0");
  expect(lab.resolvConf()).toMatch(/^# BEGIN Firezone[\s\S]*\nnameserver 100\.100\.111\.1\nsearch lumen\.example\n/);

  const asked = Date.now();
  expect(await program.stop()).toEqual({ code: 0, signal: undefined });
  expect(Date.now() - asked).toBeLessThan(2_500);
  expect(lab.resolvConf()).toBe(LAPTOP_RESOLV_CONF);
  expect(lab.machineState()).toEqual(before);
});

test("the Internet resource routes everything else into the tunnel, and back out of it when it is switched off", async () => {
  await lab.startPortal(initOfFixtures());
  await lab.startClient().line(UP);
  const way = () => lab.laptop.ip("route get 192.0.2.9");
  expect(lab.ask("internet-resource", "on")).toBe("The Internet resource is on.\n");
  await expect.poll(way, { timeout: 60_000 }).toContain("dev tun-firezone");
  const way6 = () => lab.laptop.ip(`-6 route show table ${TABLES.default}`);
  await expect.poll(way6, { timeout: 60_000 }).toContain("default dev tun-firezone");
  expect(lab.laptop.ip(`route get ${OUTSIDE}`)).toContain("dev eth0");
  lab.ask("internet-resource", "off");
  await expect.poll(way, { timeout: 60_000 }).toContain("dev eth0");
});

test("what a killed client left behind does not disturb the next, which removes it all", async () => {
  const before = lab.machineState();
  await lab.startPortal(initOfFixtures());
  const killed = lab.startClient({ FIREZONE_ACTIVATE_INTERNET_RESOURCE: "true" });
  await killed.line(UP);
  await killed.kill();
  expect(lab.machineState()).not.toEqual(before);
  expect(lab.machineState().journal).toBe(true);

  const next = lab.startClient();
  await next.line(UP);
  expect(lab.laptop.ip("rule").match(/fwmark/g)).toHaveLength(3);
  expect(lab.laptop.run("dig", "+short", "public.example").trim()).toBe("192.0.2.80");
  await next.stop();
  expect(lab.machineState()).toEqual(before);
});

test("tells root, and nobody else, what it does", async () => {
  await lab.startPortal(initOfFixtures());
  await lab.startClient({ HEALTH_CHECK_ADDR: "127.0.0.1:9090" }).line(UP);
  expect(statSync(lab.socket()).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(lab.socket())).mode & 0o777).toBe(0o750);

  const Status = z.object({
    portal: z.literal("connected"),
    tunnel: z.object({ interface: z.looseObject({ ipv4: z.literal(CLIENT_IPV4) }), resources: z.array(z.unknown()) }),
  });
  expect(Status.parse(JSON.parse(lab.ask("status", "--json"))).tunnel.resources).toHaveLength(7);
  expect(lab.ask("status")).toContain(`Addresses  ${CLIENT_IPV4}, ${CLIENT_IPV6}`);
  expect(lab.ask("resources")).toMatch(/^Wiki +wiki\.lumen\.example +unknown +Basel Rack 4$/m);
  const get = (path: string) => lab.laptop.run("curl", "-s", `http://127.0.0.1:9090${path}`);
  expect(get("/readyz")).toBe("ready\n");
  // Current at the very first scrape.
  expect(Number(/^firezone_packet_loop\{reason="loop_rounds"\} (\d+)$/m.exec(get("/metrics"))?.[1])).toBeGreaterThan(0);
});

test("SIGHUP makes everything anew: other sockets, and the portal learns of another key", async () => {
  const portal = await lab.startPortal(initOfFixtures());
  const program = lab.startClient();
  await program.line(UP);
  const udpSockets = () => lab.laptop.run("ss", "-Huane").match(/ino:\d+/g) ?? [];
  const before = udpSockets();
  expect(before).toHaveLength(2);
  program.signal("SIGHUP");
  await expect.poll(() => new Set(publicKeys(portal)).size, { timeout: 60_000 }).toBe(2);
  const joins = () => program.lines.filter((line) => line.includes("connected to the portal"));
  await expect.poll(() => joins().length, { timeout: 60_000 }).toBe(2);
  const after = udpSockets();
  expect(after).toHaveLength(2);
  for (const socket of before) expect(after).not.toContain(socket);
});

test("a wrong token ends it with one line, after one attempt", async () => {
  const before = lab.machineState();
  const portal = await lab.startPortal(initOfFixtures());
  const program = lab.startClient({ FIREZONE_TOKEN: "a-wrong-token" });
  expect(await program.exited).toEqual({ code: 1, signal: undefined });
  expect(lastWords(program)).toHaveLength(1);
  expect(lastWords(program)[0]).toMatch(/^error: The portal refuses this client \(.*invalid_token.*Sign in again/);
  expect(program.output).not.toContain("a-wrong-token");
  expect(publicKeys(portal)).toHaveLength(1);
  expect(lab.machineState()).toEqual(before);
});

test("a portal that cannot be reached at the start is tried for fifteen seconds", async () => {
  const before = lab.machineState();
  const begun = Date.now();
  const program = lab.startClient();
  await program.line(/no connection to the portal/);
  expect((await program.exited).code).toBe(1);
  expect(Date.now() - begun).toBeGreaterThan(15_000);
  expect(program.lines.filter((line) => line.includes("no connection to the portal"))).toHaveLength(15);
  expect(lastWords(program)).toEqual([expect.stringMatching(/^error: The portal could not be reached for too long: /)]);
  expect(lab.machineState()).toEqual(before);
});

test("a second client on the machine says so and disturbs nothing", async () => {
  await lab.startPortal(initOfFixtures());
  await lab.startClient().line(UP);
  const before = lab.machineState();
  const onSameSocket = lab.startClient();
  expect((await onSameSocket.exited).code).toBe(1);
  expect(lastWords(onSameSocket)).toEqual([expect.stringContaining("Another client is running")]);
  const elsewhere = lab.startClient({ FIREZONE_SOCKET_PATH: `${lab.folder}/other.sock` });
  expect((await elsewhere.exited).code).toBe(1);
  expect(lastWords(elsewhere)).toEqual([expect.stringContaining("tun-firezone is in use")]);
  expect(lab.machineState()).toEqual(before);
  expect(lab.ask("status")).toContain("connected");
});

test("clients of two namespaces keep out of each other's way", async () => {
  const lan = lab.network.segment("lan2");
  const desktop = lab.network.host("desktop");
  await lan.plug(desktop, "eth0", { addresses: ["10.99.0.3/24"] });
  desktop.setNameservers(["10.99.0.3"]);
  await lab.startPortal(initOfFixtures());
  await lab.startPortal(initOfFixtures(), desktop, "10.99.0.3");
  const before = [lab.machineState(), lab.machineState(desktop)];
  const first = lab.startClient();
  const second = lab.startClient({ FIREZONE_API_URL: "ws://10.99.0.3:8000" }, [], desktop);
  await Promise.all([first.line(UP), second.line(UP)]);
  await first.stop();
  expect(lab.machineState()).toEqual(before[0]);
  expect(lab.resolvConf(desktop)).toContain("100.100.111.1");
  await second.stop();
  expect(lab.machineState(desktop)).toEqual(before[1]);
});

test("ends once the device is configured, where asked to", async () => {
  await lab.startPortal(initOfFixtures());
  const program = lab.startClient({ LOG_DIR: `${lab.folder}/logs` }, ["--exit"]);
  expect((await program.exited).code).toBe(0);
  const copy = lab.laptop.run("cat", `${lab.folder}/logs/client.latest`).trim().split("\n");
  expect(copy).toEqual(program.lines);
});
