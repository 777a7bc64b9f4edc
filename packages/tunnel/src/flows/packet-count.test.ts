import { expect, test } from "vitest";
import { PacketCount } from "./packet-count.ts";

const PACKETS = 20_000;
const ROUNDS = 21;

test("counting a packet allocates nothing", () => {
  const flow = new PacketCount();
  let now = 100.25;
  const heapGrowth = (): number => {
    now++; // once a batch, as a packet loop reads its clock
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < PACKETS; i++) flow.count(1_280, now);
    return process.memoryUsage().heapUsed - before;
  };
  for (let round = 0; round < ROUNDS; round++) heapGrowth(); // until it is compiled
  const growths = Array.from({ length: ROUNDS }, heapGrowth).sort((a, b) => a - b);
  expect(flow).toMatchObject({ packets: 2 * ROUNDS * PACKETS, bytes: 2 * ROUNDS * PACKETS * 1_280, last: now });
  expect(growths[ROUNDS >> 1] / PACKETS).toBeLessThan(1); // bytes for each packet
});
