// Against wireguard-go in a network namespace of its own, over a real link. Needs root, ip, wg, ping and wireguard-go.

import { execFile, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { toBase64 } from "@fz/bytes";
import { icmpEcho } from "@fz/ip";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HandshakeLimiter, nobleCrypto, WireGuardTunnel } from "../src/index.ts";
import { UdpPeer } from "./udp-peer.ts";

const NAMESPACE = `fzwg-${process.pid}`;
const OUR_LINK = `fzwga${process.pid % 100_000}`;
const THEIR_LINK = `fzwgb${process.pid % 100_000}`;
const THEIR_TUN = `fzwgt${process.pid % 100_000}`;
const OURS = { ip: "198.18.77.1", port: 51871 };
const THEIRS = { ip: "198.18.77.2", port: 51872 };
const OUR_TUNNEL_IP = "10.177.0.1";
const THEIR_TUNNEL_IP = "10.177.0.2";

const random = (length: number) => new Uint8Array(randomBytes(length));
const run = promisify(execFile);
const ip = (...words: string[]) => execFileSync("ip", words, { stdio: "pipe" });
const inside = (...words: string[]) => ip("netns", "exec", NAMESPACE, ...words);

/** What is to be taken down, last first, also where the set-up got stuck half-way. */
const undo: (() => unknown)[] = [];
let keys: { ourPrivate: Uint8Array; theirPrivate: Uint8Array; presharedKey: Uint8Array };
let folder: string;
let peer: UdpPeer;

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited a minute in vain for ${what}`);
    await sleep(10);
  }
}

function keyFile(name: string, key: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, toBase64(key), { mode: 0o600 });
  return path;
}

async function listen(presharedKey: Uint8Array): Promise<void> {
  const publicKey = nobleCrypto.publicKey(keys.ourPrivate);
  const tunnel = new WireGuardTunnel({
    privateKey: keys.ourPrivate,
    publicKey,
    peerPublicKey: nobleCrypto.publicKey(keys.theirPrivate),
    presharedKey,
    index: 0xc0ffee,
    crypto: nobleCrypto,
    random,
    now: performance.now(),
    epochOffset: performance.timeOrigin,
    limiter: new HandshakeLimiter({ publicKey, random }),
  });
  peer = await UdpPeer.bind(OURS, THEIRS, tunnel);
  undo.push(() => peer.close());
}

/** Sends an echo request of ours and waits for its reply. */
async function pingThem(sequence: number, bytes: number): Promise<void> {
  const [id, payload] = [0x1234, random(bytes)];
  const request = icmpEcho({
    kind: "request",
    source: OUR_TUNNEL_IP,
    destination: THEIR_TUNNEL_IP,
    id,
    sequence,
    payload,
  });
  const replies: Uint8Array[] = [];
  peer.onPacket = (packet) => replies.push(packet.slice());
  expect(peer.send(request)).toBe(true);
  await until(() => replies.length > 0, "the echo reply");
  // What their kernel chooses of the header (identification, TTL) is of no interest; length and content are.
  expect(replies[0].length).toBe(request.length);
  expect(replies[0].subarray(-bytes)).toEqual(payload);
}

/** Lets them ping us; the shell around the tunnel answers. */
async function theyPing(count: number, bytes: number): Promise<void> {
  peer.onPacket = (packet) => {
    const [id, sequence] = [(packet[24] << 8) | packet[25], (packet[26] << 8) | packet[27]];
    const payload = packet.slice(28);
    const reply = {
      kind: "reply",
      source: OUR_TUNNEL_IP,
      destination: THEIR_TUNNEL_IP,
      id,
      sequence,
      payload,
    } as const;
    if (packet[20] === 8) peer.send(icmpEcho(reply));
  };
  const ping = ["ping", "-q", "-c", `${count}`, "-i", "0.2", "-W", "10", "-s", `${bytes}`, OUR_TUNNEL_IP];
  const { stdout } = await run("ip", ["netns", "exec", NAMESPACE, ...ping]);
  expect(stdout).toContain(` ${count} received`);
}

beforeEach(async () => {
  keys = { ourPrivate: random(32), theirPrivate: random(32), presharedKey: random(32) };
  folder = mkdtempSync(join(tmpdir(), "fzwg-"));
  undo.push(() => rmSync(folder, { recursive: true }));
  ip("netns", "add", NAMESPACE);
  undo.push(() => ip("netns", "del", NAMESPACE));
  ip("link", "add", OUR_LINK, "type", "veth", "peer", "name", THEIR_LINK, "netns", NAMESPACE);
  undo.push(() => ip("link", "del", OUR_LINK));
  ip("addr", "add", `${OURS.ip}/30`, "dev", OUR_LINK);
  ip("link", "set", OUR_LINK, "up");
  inside("ip", "addr", "add", `${THEIRS.ip}/30`, "dev", THEIR_LINK);
  inside("ip", "link", "set", THEIR_LINK, "up");
  const daemon = spawn("ip", ["netns", "exec", NAMESPACE, "wireguard-go", "-f", THEIR_TUN], {
    stdio: "ignore",
    env: { ...process.env, WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD: "1" },
  });
  const ended = new Promise((resolve) => daemon.once("exit", resolve));
  undo.push(() => daemon.kill() && ended);
  await until(() => existsSync(`/var/run/wireguard/${THEIR_TUN}.sock`), "wireguard-go");
  const ourPublic = toBase64(nobleCrypto.publicKey(keys.ourPrivate));
  inside(
    ...["wg", "set", THEIR_TUN, "listen-port", `${THEIRS.port}`],
    ...["private-key", keyFile("private", keys.theirPrivate), "peer", ourPublic],
    ...["preshared-key", keyFile("preshared", keys.presharedKey)],
    ...["endpoint", `${OURS.ip}:${OURS.port}`, "allowed-ips", `${OUR_TUNNEL_IP}/32`],
  );
  inside("ip", "addr", "add", `${THEIR_TUNNEL_IP}/24`, "dev", THEIR_TUN);
  inside("ip", "link", "set", THEIR_TUN, "up");
});

afterEach(async () => {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
});

test("we start the handshake; packets of all sizes pass both ways", async () => {
  await listen(keys.presharedKey);
  peer.startHandshake();
  await until(() => peer.events.length > 0, "the handshake");
  expect(peer.events).toEqual(["established"]);
  expect(peer.handshakes).toEqual(["ok"]);
  for (const [sequence, bytes] of [56, 57, 63, 64, 1200].entries()) await pingThem(sequence, bytes);
  await theyPing(3, 56);
  await theyPing(3, 77);
});

test("they start the handshake; packets of all sizes pass both ways", async () => {
  await listen(keys.presharedKey);
  await theyPing(3, 56);
  expect(peer.events).toEqual(["established"]);
  expect(peer.handshakes).toEqual(["ok"]);
  for (const [sequence, bytes] of [56, 57, 1200].entries()) await pingThem(sequence, bytes);
});

test("a new handshake in either direction takes over a running connection", async () => {
  await listen(keys.presharedKey);
  await theyPing(1, 56);
  peer.startHandshake();
  await until(() => peer.events.length === 2, "the second session");
  expect(peer.events).toEqual(["established", "session"]);
  await pingThem(1, 56);
  await theyPing(2, 56);
});

test("with another preshared key there is no session, whoever starts", async () => {
  await listen(random(32));
  peer.startHandshake();
  await until(() => peer.handshakes.length > 0, "their Response");
  expect(peer.handshakes[0]).toBe("bad_handshake");
  expect(peer.send(new Uint8Array(20))).toBe(false);
});
