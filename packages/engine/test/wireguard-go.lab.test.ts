// The packet loop with a WireGuard tunnel against Debian's wireguard-go: handshakes from either side with a preshared
// key, a new session in the middle of a transfer, 100 MB each way. Needs root, wireguard-go and wg.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Host, type LabProcess, Network } from "@fz/lab";
import { afterEach, expect, test } from "vitest";
import type { StaticPeerOptions } from "./static-peer-tunnel.ts";

const HUNDRED_MB = "100000000";
const OURS = { outer: "203.0.113.1", inner: "10.9.0.1", port: 52_625 };
const THEIRS = { outer: "203.0.113.2", inner: "10.9.0.2", port: 51_820 };
const TRANSFER = join(import.meta.dirname, "transfer.ts");
const RUNNER = join(import.meta.dirname, "run-static-peer.ts");

let network: Network | undefined;
const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await network?.remove();
  network = undefined;
});

interface Keys {
  readonly privateKey: string;
  readonly publicKey: string;
}

function makeKeys(host: Host): Keys {
  const privateKey = host.run("wg", "genkey").trim();
  return { privateKey, publicKey: host.run("sh", "-c", `echo ${privateKey} | wg pubkey`).trim() };
}

/** The engine's process with its questions and answers. */
class RunningEngine {
  readonly #child;
  readonly #lines: string[] = [];

  constructor(host: Host, options: StaticPeerOptions) {
    const settings = JSON.stringify({ tun: "tunnel", options });
    const words = ["netns", "exec", host.namespace, process.execPath, RUNNER, settings];
    this.#child = spawn("ip", words, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#lines.push(line));
  }

  tell(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  async answer(start: string): Promise<string> {
    await expect.poll(() => this.#lines.some((line) => line.startsWith(start)), { timeout: 60_000 }).toBe(true);
    const at = this.#lines.findLastIndex((line) => line.startsWith(start));
    return this.#lines.splice(at, 1)[0].slice(start.length);
  }

  async metrics(): Promise<Record<string, number>> {
    this.tell("metrics");
    return JSON.parse(await this.answer("metrics ")) as Record<string, number>;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.tell("stop");
    await ended;
  }
}

async function connect(): Promise<{ ours: Host; theirs: Host; engine: RunningEngine }> {
  network = new Network();
  const wire = network.segment("wire");
  const [ours, theirs] = [network.host("ours"), network.host("theirs")];
  await wire.plug(ours, "eth0", { addresses: [`${OURS.outer}/24`] });
  await wire.plug(theirs, "eth0", { addresses: [`${THEIRS.outer}/24`] });
  const [ourKeys, theirKeys] = [makeKeys(ours), makeKeys(theirs)];
  const presharedKey = ours.run("wg", "genpsk").trim();

  const engine = new RunningEngine(ours, {
    privateKey: ourKeys.privateKey,
    peerPublicKey: theirKeys.publicKey,
    presharedKey,
    peer: { ip: THEIRS.outer, port: THEIRS.port },
  });
  undo.push(() => engine.stop());
  await engine.answer("started");
  const daemon = theirs.start("wireguard-go", "wireguard-go", ["--foreground", "wgpeer"], {
    env: { LOG_LEVEL: "verbose", WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD: "1" },
  });
  await daemon.line(/UAPI listener started/);
  const setConf = [
    `[Interface]\nPrivateKey = ${theirKeys.privateKey}\nListenPort = ${THEIRS.port}`,
    `[Peer]\nPublicKey = ${ourKeys.publicKey}\nPresharedKey = ${presharedKey}`,
    `AllowedIPs = ${OURS.inner}/32\nEndpoint = ${OURS.outer}:${OURS.port}`,
  ].join("\n");
  theirs.run("bash", "-c", `wg setconf wgpeer <(printf '%s\\n' '${setConf}')`);
  theirs.ip(`addr add ${THEIRS.inner}/24 dev wgpeer`);
  theirs.ip("link set wgpeer mtu 1280 up");
  // Last: the first packet, be it one of the kernel's own, starts the handshake, which the peer has to hear.
  ours.ip(`addr add ${OURS.inner}/24 dev tunnel`);
  ours.ip("link set tunnel mtu 1280 up");
  return { ours, theirs, engine };
}

/** Gives the checksums of both ends. */
async function transfer(from: Host, to: Host, ip: string, during: () => void): Promise<[string, string]> {
  const server = from.startNode("serve", TRANSFER, ["serve", ip, "7000", HUNDRED_MB]);
  await server.line(/ready/);
  const client: LabProcess = to.startNode("fetch", TRANSFER, ["fetch", ip, "7000"]);
  during();
  await Promise.all([client.exited, server.exited]);
  return [client.lines.at(-1) ?? "", server.lines.at(-1) ?? ""];
}

function ping(host: Host, ip: string): string {
  return host.run("ping", "-c", "3", "-i", "0.3", "-W", "2", ip);
}

test("we begin: handshake with a preshared key, 100 MB each way with a new session in the middle", async () => {
  const { ours, theirs, engine } = await connect();
  // The packet that starts the handshake is lost.
  ours.run("sh", "-c", `ping -c 1 -W 1 ${THEIRS.inner} || true`);
  expect(ping(ours, THEIRS.inner)).toContain(" 0% packet loss");
  for (const [from, to, ip] of [
    [ours, theirs, OURS.inner],
    [theirs, ours, THEIRS.inner],
  ] as const) {
    const [received, sent] = await transfer(from, to, ip, () => engine.tell("handshake"));
    expect(received).toMatch(/^[0-9a-f]{64}$/);
    expect(received).toBe(sent);
  }
  const metrics = await engine.metrics();
  expect(metrics.sessions).toBeGreaterThanOrEqual(3);
  expect(metrics.refused_handshakes).toBe(0);
}, 180_000);

test("they begin: we answer their handshake", async () => {
  const { ours, theirs, engine } = await connect();
  theirs.run("sh", "-c", `ping -c 1 -W 2 ${OURS.inner} || true`);
  expect(ping(theirs, OURS.inner)).toContain(" 0% packet loss");
  expect(ping(ours, THEIRS.inner)).toContain(" 0% packet loss");
  expect(theirs.run("wg", "show", "wgpeer", "latest-handshakes")).toMatch(/\t[1-9]\d+/);
  expect((await engine.metrics()).sessions).toBeGreaterThanOrEqual(1);
}, 60_000);
