import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chown, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Host, type LabProcess, Network } from "@fz/lab";
import { GatewayInitSchema } from "@fz/wire";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";

const GATEWAY = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const PORTAL = fileURLToPath(new URL("../../../packages/portal-channel/test/fake-portal.ts", import.meta.url));
const FIXTURE = new URL("../../../packages/wire/fixtures/gateway.to-device.init.minimal.json", import.meta.url);
const NAMESERVER = fileURLToPath(new URL("../../../lab/src/services/dns.ts", import.meta.url));
const TOKEN = "the-right-token";
const OUTSIDE = "10.99.0.1";
const ZONE = [
  { name: "firezone.dev", type: "A", data: "192.0.2.1", ttl: 60 },
  { name: "_ldap._tcp.office.example", type: "TXT", data: "dc1", ttl: 60 },
];
const { payload: INIT } = z.object({ payload: z.unknown() }).parse(JSON.parse(readFileSync(FIXTURE, "utf8")));
const { ipv4: IPV4, ipv6: IPV6 } = GatewayInitSchema.parse(INIT).interface;
const NOBODY = 65_534;
const UP = /DNS server in the tunnel is listening/;

let network: Network;
let gateway: Host;
let outside: Host;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-"));
  network = new Network();
  const lan = network.segment("lan");
  outside = network.host("outside");
  gateway = network.host("gateway");
  await lan.plug(outside, "eth0", { addresses: [`${OUTSIDE}/24`] });
  await lan.plug(gateway, "eth0", { addresses: ["10.99.0.2/24"], via: [OUTSIDE] });
  gateway.setNameservers([OUTSIDE]);
  const words = ["--token", TOKEN, "--ip", OUTSIDE, "--port", "8000", "--init", JSON.stringify(INIT)];
  await outside.startNode("portal", PORTAL, words).line(/listening/);
});
afterEach(async () => {
  await network.remove();
  await rm(folder, { recursive: true });
});

function settings(): Record<string, string> {
  return {
    FIREZONE_TOKEN: TOKEN,
    FIREZONE_API_URL: `ws://${OUTSIDE}:8000`,
    FIREZONE_LOG_FORMAT: "json",
    FIREZONE_STATE_DIR: folder,
  };
}

function startGateway(env: Record<string, string> = {}): LabProcess {
  return gateway.startNode("gateway", GATEWAY, [], { env: { ...settings(), ...env } });
}

function get(path: string): string {
  return gateway.run("curl", "-s", `http://127.0.0.1:8080${path}`);
}

/** All that a gateway might have changed. */
function machineState(): Readonly<Record<string, string>> {
  const sysctl = (name: string) => gateway.run("sysctl", "-n", name).trim();
  return {
    links: gateway.ip("-br link"),
    rules: gateway.ip("rule") + gateway.ip("-6 rule"),
    routes: gateway.ip("route show table all") + gateway.ip("-6 route show table all"),
    nftables: gateway.run("nft", "list", "ruleset"),
    forwarding: sysctl("net.ipv4.ip_forward") + sysctl("net.ipv6.conf.all.forwarding"),
    marks: sysctl("net.ipv4.conf.all.src_valid_mark"),
  };
}

test("starts, serves, and on SIGTERM leaves the machine as it was", async () => {
  const before = machineState();
  const program = startGateway();
  await program.line(UP);

  const addresses = gateway.ip("-br addr show dev tun-firezone");
  expect(addresses).toContain(`${IPV4}/32`);
  expect(addresses).toContain(`${IPV6}/128`);
  expect(gateway.ip("link show dev tun-firezone")).toContain("mtu 1280");
  expect(gateway.ip("route show table 0x2021fd00")).toContain("100.64.0.0/11 dev tun-firezone");
  expect(gateway.ip("-6 route show table 0x2021fd00")).toContain("fd00:2021:1111::/107 dev tun-firezone");
  expect(gateway.run("nft", "list", "table", "inet", "firezone")).toContain("masquerade");
  expect(machineState().forwarding).toBe("11");
  expect(get("/healthz")).toBe("ok\n");
  expect(get("/readyz")).toBe("ready\n");
  expect(get("/metrics")).toContain("firezone_portal_connected 1");

  const asked = Date.now();
  expect(await program.stop()).toEqual({ code: 0, signal: undefined });
  expect(Date.now() - asked).toBeLessThan(2_500);
  expect(machineState()).toEqual(before);
});

test("forwards a question inside the tunnel to the site's nameserver", async () => {
  await outside
    .startNode("nameserver", NAMESERVER, ["--address", OUTSIDE, "--zone", JSON.stringify(ZONE)])
    .line(/DNS server on/);
  await startGateway().line(UP);
  for (const ip of [IPV4, IPV6]) {
    for (const transport of ["+notcp", "+tcp"]) {
      const words = ["+short", transport, "-p", "53535", `@${ip}`, "_ldap._tcp.office.example", "TXT"];
      expect(gateway.run("dig", ...words)).toContain("dc1");
    }
  }
});

test("what a killed gateway left behind does not disturb the next, which removes it all", async () => {
  const before = machineState();
  const killed = startGateway();
  await killed.line(UP);
  await killed.kill();
  expect(machineState()).not.toEqual(before);

  const next = startGateway();
  await next.line(UP);
  expect(gateway.ip("rule").match(/fwmark/g)).toHaveLength(3);
  await next.stop();
  expect(machineState()).toEqual(before);
  expect(await readdir(folder)).toEqual([]);
});

test("a refused token ends it with one line and its exit code, after one attempt", async () => {
  const before = machineState();
  const program = startGateway({ FIREZONE_TOKEN: "a-wrong-token" });
  expect(await program.exited).toEqual({ code: 77, signal: undefined });
  const errors = program.lines.filter((line) => !line.startsWith("{"));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^error: The portal refuses the token \(.*invalid_token/);
  expect(program.output).not.toContain("a-wrong-token");
  expect(machineState()).toEqual(before);
});

test("a second gateway on the machine says so and disturbs nothing", async () => {
  const first = startGateway();
  await first.line(UP);
  const before = machineState();
  const second = startGateway({ HEALTH_CHECK_ADDR: "127.0.0.1:8081" });
  expect((await second.exited).code).toBe(71);
  expect(second.output).toContain("tun-firezone is in use");
  expect(machineState()).toEqual(before);
  expect(get("/readyz")).toBe("ready\n");
});

test("a health address that is taken is said in one line", async () => {
  await startGateway().line(UP);
  const second = startGateway();
  expect((await second.exited).code).toBe(1);
  expect(second.lines.filter((line) => !line.startsWith("{"))).toEqual([
    "error: The health endpoint's address 0.0.0.0:8080 is taken by another program; choose another HEALTH_CHECK_ADDR",
  ]);
});

test("CAP_NET_ADMIN is all it needs", async () => {
  const before = machineState();
  await chown(folder, NOBODY, NOBODY);
  // Where no udev has opened the device to everyone, as it does by default, it is opened in the program's own /dev.
  const device = join(folder, "tun");
  execFileSync("mknod", ["--mode=666", device, "c", "10", "200"]);
  const open = ["-c", 'mount --bind "$0" /dev/net/tun && exec "$@"', device];
  const capability = ["--inh-caps", "+net_admin", "--ambient-caps", "+net_admin", "--bounding-set", "-all,+net_admin"];
  const words = ["setpriv", "--reuid", String(NOBODY), "--clear-groups", ...capability, process.execPath, GATEWAY];
  const program = gateway.start("gateway", "sh", [...open, ...words], { env: settings() });
  await program.line(UP);
  expect(machineState().forwarding).toBe("11");
  expect(await program.stop()).toEqual({ code: 0, signal: undefined });
  expect(machineState()).toEqual(before);
});

test("without nft it says in one line which package is missing, and has changed nothing", async () => {
  const before = machineState();
  const tools = join(folder, "tools");
  await mkdir(tools);
  await symlink(execFileSync("which", ["ip"], { encoding: "utf8" }).trim(), join(tools, "ip"));
  const program = startGateway({ PATH: tools });
  expect((await program.exited).code).toBe(71);
  expect(program.lines.filter((line) => !line.startsWith("{"))).toEqual([
    "error: The machine cannot be set up for forwarding: nft not found: install the package nftables",
  ]);
  expect(program.output).not.toContain("could not undo");
  expect(machineState()).toEqual(before);
});

test("without privileges it says what it needs", async () => {
  const words = ["--reuid", String(NOBODY), "--clear-groups", process.execPath, GATEWAY];
  const program = gateway.start("gateway", "setpriv", words, { env: { FIREZONE_TOKEN: TOKEN } });
  expect((await program.exited).code).toBe(71);
  expect(program.output).toBe("error: Not permitted to set up networks: run it as root or with CAP_NET_ADMIN");
});
