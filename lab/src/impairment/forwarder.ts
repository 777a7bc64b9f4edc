// A wire with delay, loss, reordering and a rate: carries Ethernet frames between two interfaces of its namespace. The
// kernel's netem does the same where there is one.
import { parseArgs } from "node:util";
import { arena, PacketSocket, POLLIN, PollSet } from "@fz/native";
import { z } from "zod";
import { markCongestion } from "./congestion-mark.ts";
import { FrameQueue } from "./frame-queue.ts";
import { ImpairedDirection } from "./impairment.ts";

const share = z.number().min(0).max(1).optional();
const impairment = z.object({
  delayMs: z.number().min(0).optional(),
  jitterMs: z.number().min(0).optional(),
  loss: share,
  reorder: share,
  rateMbps: z.number().positive().optional(),
  congestion: share,
});

const { values } = parseArgs({
  options: {
    left: { type: "string", default: "left" },
    right: { type: "string", default: "right" },
    /** JSON of an Impairment, for each direction. */
    impairment: { type: "string", default: "{}" },
  },
});

const MAX_FRAME = 65_536;
const FRAMES_PER_TURN = 64;
const LONGEST_WAIT_MS = 100;

interface Waiting {
  readonly frame: Uint8Array;
  readonly to: PacketSocket;
}

const rules = impairment.parse(JSON.parse(values.impairment));
const left = new PacketSocket(values.left);
const right = new PacketSocket(values.right);
const leftToRight = new ImpairedDirection(rules, Math.random);
const rightToLeft = new ImpairedDirection(rules, Math.random);
const queue = new FrameQueue<Waiting>();
const buffer = arena.reserve(MAX_FRAME);
const poll = new PollSet(2);
poll.add(left.fd, POLLIN);
poll.add(right.fd, POLLIN);

function receive(from: PacketSocket, to: PacketSocket, direction: ImpairedDirection): void {
  for (let i = 0; i < FRAMES_PER_TURN; i++) {
    const length = from.read(buffer, MAX_FRAME);
    if (length === 0) return;
    const now = performance.now();
    const departure = direction.departure(length, now);
    if (departure === undefined) continue;
    if (direction.marksCongestion) markCongestion(arena.u8.subarray(buffer, buffer + length));
    if (departure <= now) to.write(buffer, length);
    else queue.push({ frame: arena.u8.slice(buffer, buffer + length), to }, departure);
  }
}

function sendDue(): void {
  const now = performance.now();
  for (let due = queue.take(now); due; due = queue.take(now)) {
    arena.u8.set(due.frame, buffer);
    due.to.write(buffer, due.frame.length);
  }
}

console.log(`forwarding between ${values.left} and ${values.right}`);
for (;;) {
  const next = queue.nextDeparture;
  poll.wait(next === undefined ? LONGEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, next - performance.now()));
  receive(left, right, leftToRight);
  receive(right, left, rightToLeft);
  sendDue();
}
