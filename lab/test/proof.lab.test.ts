// What a person would try by hand: dig, curl, ping and iperf3 through the tunnel, tcpdump beside it, kill -9.
import { readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeFolder } from "../src/network/leftovers.ts";
import type { LabProcess } from "../src/network/process.ts";
import {
  expectDownload,
  expectOrderlyEnd,
  expectPage,
  fetchPage,
  startIperfServer,
  waitForPath,
} from "../src/scenarios/checks.ts";
import * as at from "../src/world/addresses.ts";
import { CORP, Company, OFFICE } from "../src/world/company.ts";
import { PROGRAMS } from "../src/world/programs.ts";
import { traceOf } from "../src/world/trace.ts";
import { until } from "../src/world/until.ts";
import { World, type WorldOptions } from "../src/world/world.ts";

const PAGE = `http://${at.INTRANET}`;
const TUNNEL_PORT = 52_625;
const TURN_PORT = 3478;
const DOWNLOAD = 300_000;
const FIRST_RELAYED_PORT = 49_152;
/** A capture that has not grown for this long has seen everything. */
const QUIET_MS = 1_000;

async function open(options: WorldOptions = {}): Promise<[World, Company]> {
  const world = await World.build(options);
  const company = await Company.found(world);
  await company.add(CORP);
  await company.add(OFFICE);
  await company.open();
  return [world, company];
}

interface Packet {
  readonly protocol: string;
  readonly ends: readonly { readonly ip: string; readonly port: number }[];
}

/** Captures everything on the "internet" but the portal's connections, which in the lab are plain. */
class InternetCapture {
  readonly #tcpdump: LabProcess;
  readonly #file = join(makeFolder("capture"), "internet.pcap");
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    const filter = `(ip or ip6) and not (tcp and host ${at.PORTAL_IP} and port ${at.PORTAL_PORT})`;
    const words = ["-i", "any", "-s", "0", "-B", "32768", "-U", "--immediate-mode", "-w", this.#file, filter];
    this.#tcpdump = world.premises.internet.host.start("tcpdump", "tcpdump", words);
  }

  async started(): Promise<this> {
    await this.#tcpdump.line(/listening on/);
    return this;
  }

  async end(): Promise<{ readonly bytes: Buffer; readonly packets: Packet[] }> {
    await this.#isWritten();
    await this.#tcpdump.stop();
    const printed = this.#world.premises.internet.host.run("tcpdump", "-nnq", "-r", this.#file);
    const bytes = readFileSync(this.#file);
    rmSync(dirname(this.#file), { recursive: true });
    return { bytes, packets: printed.split("\n").filter(Boolean).map(readPacket) };
  }

  /** On a busy machine tcpdump lags behind what it is to write. */
  async #isWritten(): Promise<void> {
    let [before, now] = [-1, statSync(this.#file).size];
    while (now !== before) {
      await sleep(QUIET_MS);
      [before, now] = [now, statSync(this.#file).size];
    }
  }
}

/** `… IP 203.0.113.40.52625 > 203.0.113.30.52625: UDP, length 148` */
function readPacket(line: string): Packet {
  const [, source, destination, protocol] = / IP6? (\S+) > (\S+): ([^, ]+)/.exec(line) ?? [];
  if (protocol === undefined) return { protocol: line, ends: [] };
  const ends = [source, destination].map((end) => {
    const [, ip, port] = /^(\d+\.\d+\.\d+\.\d+)\.(\d+)$/.exec(end) ?? [undefined, end, "0"];
    return { ip, port: Number(port) };
  });
  return { protocol, ends };
}

const SITES: readonly string[] = [at.OFFICE_WAN_IP, at.HOME_WAN_IP];
const RELAYS: readonly string[] = at.RELAY_IPS;

/** Of the tunnel, between sites and relays. Symmetric NATs put random ports in the place of those behind them. */
function isOfTunnel({ protocol, ends }: Packet, hasRandomPorts: boolean): boolean {
  const isKnown = ends.map(({ ip, port }) => {
    if (SITES.includes(ip)) return port === TUNNEL_PORT || hasRandomPorts;
    return RELAYS.includes(ip) && (port === TURN_PORT || port >= FIRST_RELAYED_PORT);
  });
  return protocol === "UDP" && isKnown.every(Boolean);
}

/** What hosts say to their neighbours without us: multicast listeners and the like. */
function isOfNeighbours({ protocol, ends }: Packet): boolean {
  return protocol.startsWith("ICMP6") || protocol.startsWith("HBH") || ends[1]?.ip.startsWith("ff02:");
}

describe.each([
  { path: "direct", nat: "endpoint-independent" },
  { path: "relayed", nat: "symmetric" },
] as const)("on a $path path", ({ path, nat }) => {
  let world: World;

  beforeAll(async () => {
    [world] = await open({ officeNat: nat, homeNat: nat });
  });
  afterAll(() => world?.remove());

  test("the internet sees ciphertext between known ports, and neither names nor pages", async () => {
    const capture = await new InternetCapture(world).started();
    await expectPage(world.laptop, PAGE);
    await waitForPath(world, path);
    await expectPage(world.laptop, PAGE);
    await expectDownload(world.laptop, PAGE, DOWNLOAD);
    const { bytes, packets } = await capture.end();

    // The last is a piece of what /download sends.
    const piece = Buffer.from(Array.from({ length: 16 }, (_, i) => (i * 131) & 0xff));
    for (const secret of ["Welcome to", "HTTP/1.1", "intranet", "corp", piece]) {
      expect(bytes.includes(secret)).toBe(false);
    }
    expect(bytes.length).toBeGreaterThan(DOWNLOAD);
    const others = packets.filter((packet) => !isOfTunnel(packet, nat === "symmetric") && !isOfNeighbours(packet));
    expect(others).toEqual([]);
  });
});

describe("by hand", () => {
  let world: World;

  beforeAll(async () => {
    [world] = await open();
    await expectPage(world.laptop, PAGE);
  });
  afterAll(() => world?.remove());

  test("ping reaches the office by address and by name, over both families", () => {
    for (const words of [[at.WEB_IP], ["-4", at.INTRANET], ["-6", at.INTRANET]]) {
      expect(world.laptop.run("ping", "-c", "5", "-i", "0.1", ...words)).toContain(" 0% packet loss");
    }
  });

  test.each([[[]], [["--reverse"]]])("iperf3 %j gets through", async (words) => {
    const server = await startIperfServer(world.premises.web);
    const printed = world.laptop.run("iperf3", "--client", at.WEB_IP, "--time", "2", "--json", ...words);
    await server.exited;
    const { end } = iperfReport.parse(JSON.parse(printed));
    expect(end.sum_received.bits_per_second).toBeGreaterThan(50e6);
  });

  test("dig gets an answer that is too long for a datagram truncated, and then whole over TCP", () => {
    const datagram = world.laptop.run("dig", "+noedns", "+ignore", "TXT", at.LONG_TEXT);
    expect(datagram).toMatch(/flags: [a-z ]*\btc\b/);
    expect(datagram).toContain("ANSWER: 0");
    const whole = world.laptop.run("dig", "+noedns", "TXT", at.LONG_TEXT);
    expect(whole).toContain("Truncated, retrying in TCP mode");
    expect(whole).toMatch(/"9 x{148}"/);
  });

  test("an address of a name leads back to the name", () => {
    const [address] = world.laptop.run("dig", "+short", "A", at.INTRANET).split("\n");
    expect(world.laptop.run("dig", "+short", "-x", address).trim()).toBe(`${at.INTRANET}.`);
    const [address6] = world.laptop.run("dig", "+short", "AAAA", at.INTRANET).split("\n");
    expect(world.laptop.run("dig", "+short", "-x", address6).trim()).toBe(`${at.INTRANET}.`);
  });

  test("the client says what it is connected to", () => {
    const words = [PROGRAMS.client, "status", "--json", "--socket", world.clientSocket];
    const status = JSON.parse(world.laptop.run(process.execPath, ...words));
    expect(status).toMatchObject({ portal: "connected", tunnel: { gateways: [{ path: "direct" }] } });
  });
});

const iperfReport = z.object({ end: z.object({ sum_received: z.object({ bits_per_second: z.number() }) }) });

test("whichever program is killed and started again, pages come again; in the end the machines are as before", async () => {
  const world = await World.build();
  try {
    const company = await Company.found(world);
    await company.add(CORP);
    const { laptop, premises } = world;
    const machines = [laptop, ...premises.gateways, ...premises.relays];
    const before = machines.map(traceOf);
    await company.open();
    await expectPage(laptop, PAGE);

    const restarts: Record<string, () => Promise<void>> = {
      client: () => company.startClient(),
      "gateway-1": () => company.startGateway(),
      "relay-1": () => world.startRelay(),
      portal: () => world.startPortal(),
    };
    for (const [name, restart] of Object.entries(restarts)) {
      await world.program(name).kill();
      await restart();
      const fetched = async () => (await fetchPage(laptop, PAGE, "--max-time", "2")).ok;
      await until(`a page after ${name} was killed and started again`, fetched, 60_000);
    }
    const online = async () => (await world.api.gatewaysOnline(company.siteId)).length === 1;
    await until("the gateway at the portal that was started again", online, 60_000);

    expectOrderlyEnd(await world.end());
    expect(machines.map(traceOf)).toEqual(before);
  } finally {
    await world.remove();
  }
});
