import { afterEach, expect, test } from "vitest";
import { arena } from "./arena.ts";
import { EAGAIN, SystemError } from "./errors.ts";
import { POLLERR, POLLIN, PollSet } from "./poll.ts";
import { UdpReceiver } from "./udp-receiver.ts";
import { UdpSendQueue } from "./udp-send-queue.ts";
import { type UdpOptions, UdpSocket } from "./udp-socket.ts";

const LOOPBACK = { 4: "127.0.0.1", 6: "::1" } as const;
const ANY = { 4: "0.0.0.0", 6: "::" } as const;
const receiver = new UdpReceiver({ messages: 4, addresses: 16 });
const open: UdpSocket[] = [];

function bind(ip: string, options?: UdpOptions): UdpSocket {
  const socket = UdpSocket.bind({ ip, port: 0 }, options);
  open.push(socket);
  return socket;
}

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

interface Received {
  readonly payload: string;
  readonly ecn: number;
  readonly local: string;
  readonly remotePort: number;
}

/** Everything that has arrived, datagram by datagram. */
function drain(socket: UdpSocket): Received[] {
  const received: Received[] = [];
  for (let count = receiver.receive(socket); count > 0; count = receiver.receive(socket)) {
    for (let i = 0; i < count; i++) {
      receiver.select(i);
      for (let start = 0; start < receiver.length; start += receiver.segmentLength) {
        const end = Math.min(start + receiver.segmentLength, receiver.length);
        const payload = Buffer.from(arena.u8.slice(receiver.offset + start, receiver.offset + end)).toString();
        const { ecn, local, remote } = receiver;
        received.push({ payload, ecn, local: local.ip, remotePort: remote.port });
      }
    }
  }
  return received;
}

function push(queue: UdpSendQueue, to: UdpSocket, ip: string, payload: string, ecn = 0, source?: string): void {
  const bytes = Buffer.from(payload);
  const address = { ip, port: to.local.port };
  const at = queue.reserve(source === undefined ? undefined : { ip: source, port: 0 }, address, ecn, bytes.length);
  expect(at).toBeGreaterThan(0);
  arena.u8.set(bytes, at);
  queue.commit(bytes.length);
}

test.each([4, 6] as const)("datagrams cross IPv%i with their ECN bits and concrete addresses", (version) => {
  const to = bind(ANY[version]);
  const from = bind(ANY[version]);
  const queue = new UdpSendQueue(from, 8);
  for (const ecn of [0, 1, 2, 3]) push(queue, to, LOOPBACK[version], `ecn ${ecn}`, ecn);
  expect(queue.flush()).toBe(0);
  expect(queue.empty).toBe(true);
  expect(drain(to)).toEqual(
    [0, 1, 2, 3].map((ecn) => ({
      payload: `ecn ${ecn}`,
      ecn,
      local: LOOPBACK[version],
      remotePort: from.local.port,
    })),
  );
  expect(receiver.receive(to)).toBe(-EAGAIN);
});

test.each([true, false])("a batch arrives in order, segmentation offload: %s", (segmentation) => {
  const to = bind(ANY[4]);
  const from = bind(ANY[4]);
  from.segmentation &&= segmentation;
  const queue = new UdpSendQueue(from, 8);
  const payloads = Array.from({ length: 150 }, (_, i) => `datagram ${String(i).padStart(1200, "0")}`);
  payloads[99] = "a short one ends a batch";
  for (const payload of payloads) push(queue, to, LOOPBACK[4], payload);
  expect(queue.pendingBytes).toBe(payloads.join("").length);
  expect(queue.flush()).toBe(0);
  expect(queue.pendingBytes).toBe(0);
  expect(drain(to).map(({ payload }) => payload)).toEqual(payloads);
});

test("batches of different destinations and sizes keep the order of each destination", () => {
  const first = bind(ANY[4]);
  const second = bind(ANY[4]);
  const queue = new UdpSendQueue(bind(ANY[4]), 16);
  for (let i = 0; i < 12; i++) push(queue, i % 2 ? second : first, LOOPBACK[4], `${i}`.padEnd(10 + (i % 3), "."));
  expect(queue.flush()).toBe(0);
  expect(drain(first).map(({ payload }) => Number.parseInt(payload, 10))).toEqual([0, 2, 4, 6, 8, 10]);
  expect(drain(second).map(({ payload }) => Number.parseInt(payload, 10))).toEqual([1, 3, 5, 7, 9, 11]);
});

test.each([
  [4, "127.0.0.7"],
  [6, "::1"],
] as const)("a datagram leaves from the source that was asked for (IPv%i)", (version, source) => {
  const to = bind(ANY[version]);
  const queue = new UdpSendQueue(bind(ANY[version]), 4);
  push(queue, to, LOOPBACK[version], "from elsewhere", 0, source);
  expect(queue.flush()).toBe(0);
  receiver.receive(to);
  receiver.select(0);
  expect(receiver.remote.ip).toBe(source);
});

test("a full queue says so and takes more once it was flushed", () => {
  const to = bind(ANY[4]);
  const queue = new UdpSendQueue(bind(ANY[4]), 2);
  push(queue, to, LOOPBACK[4], "1");
  push(queue, to, LOOPBACK[4], "22");
  const address = { ip: LOOPBACK[4], port: to.local.port };
  expect(queue.freeBatches).toBe(0);
  expect(queue.reserve(undefined, address, 0, 3)).toBe(-1);
  queue.flush();
  expect(queue.freeBatches).toBe(2);
  expect(drain(to).map(({ payload }) => payload)).toEqual(["1", "22"]);
});

test("a refused batch can be dropped without losing those behind it", () => {
  const to = bind(ANY[4]);
  const queue = new UdpSendQueue(bind(ANY[4]), 4);
  push(queue, to, "255.255.255.255", "broadcast is not permitted on this socket");
  push(queue, to, LOOPBACK[4], "behind it");
  expect(queue.flush()).toBeLessThan(0);
  expect(queue.headSegments).toBe(1);
  queue.dropHead();
  expect(queue.flush()).toBe(0);
  expect(drain(to).map(({ payload }) => payload)).toEqual(["behind it"]);
});

test("an ICMP error comes off the error queue", () => {
  const gone = bind(LOOPBACK[4]);
  const from = bind(LOOPBACK[4]);
  const queue = new UdpSendQueue(from, 4);
  open.splice(open.indexOf(gone), 1);
  gone.close();
  push(queue, gone, LOOPBACK[4], "nobody is there");
  queue.flush();
  const set = new PollSet(1);
  const index = set.add(from.fd, POLLIN);
  set.wait(1000);
  expect(set.events(index) & POLLERR).toBe(POLLERR);
  const ECONNREFUSED = 111;
  expect(from.readError()).toBe(ECONNREFUSED);
  expect(from.readError()).toBe(0);
  set.wait(0);
  expect(set.events(index)).toBe(0);
});

test("a taken port is named in the error, and evaded where it is only preferred", () => {
  const taken = bind(ANY[4]);
  const address = { ip: ANY[4], port: taken.local.port };
  expect(() => UdpSocket.bind(address)).toThrow(SystemError);
  expect(() => UdpSocket.bind(address)).toThrow(`bind 0.0.0.0:${address.port}: EADDRINUSE`);
  const evaded = UdpSocket.bindPreferring(address);
  open.push(evaded);
  expect(evaded.local.port).not.toBe(address.port);
});

test("addresses are the same object while the table holds them, and right when it does not", () => {
  const to = bind(ANY[4]);
  const queue = new UdpSendQueue(bind(ANY[4]), 64);
  const sources = Array.from({ length: 60 }, (_, i) => `127.0.1.${i + 1}`);
  for (let round = 0; round < 2; round++) {
    for (const source of sources) push(queue, to, LOOPBACK[4], source, 0, source);
    expect(queue.flush()).toBe(0);
    for (let count = receiver.receive(to); count > 0; count = receiver.receive(to)) {
      for (let i = 0; i < count; i++) {
        receiver.select(i);
        const first = receiver.remote;
        receiver.select(i);
        expect(receiver.remote).toBe(first);
        const payload = Buffer.from(arena.u8.slice(receiver.offset, receiver.offset + receiver.length)).toString();
        expect(first.ip).toBe(payload);
      }
    }
  }
});
