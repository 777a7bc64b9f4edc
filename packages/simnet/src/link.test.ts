import { ECN_CE, ECN_ECT_0 } from "@fz/ip";
import { describe, expect, test } from "vitest";
import { Probe } from "../test/probe.ts";
import { type LinkConditions, Simulation } from "./index.ts";

const A = "192.0.2.1:1000";
const B = "192.0.2.2:2000";

function between(conditions: Partial<LinkConditions>, seed = 1) {
  const simulation = new Simulation({ seed, start: 0 });
  const hostA = simulation.host("a", { addresses: ["192.0.2.1"], link: conditions });
  const hostB = simulation.host("b", { addresses: ["192.0.2.2"] });
  const a = hostA.run(new Probe(), 1000);
  const b = hostB.run(new Probe(), 2000);
  return { simulation, link: hostA.link, a, b };
}

/** Sends `count` datagrams 1 ms apart and waits for all. */
function send({ simulation, a, b }: ReturnType<typeof between>, count: number): string[] {
  for (let i = 0; i < count; i++) {
    a.send(B, String(i));
    simulation.run(1);
  }
  simulation.runUntilIdle(60_000);
  return b.texts;
}

const inOrder = (texts: readonly string[]) => texts.every((text, i) => i === 0 || Number(texts[i - 1]) <= Number(text));

describe("a link", () => {
  test("takes its time, each way", () => {
    const { simulation, a, b } = between({ delay: 30 });
    b.answers = true;
    a.send(B, "there?");
    simulation.run(29);
    expect(b.received).toEqual([]);
    simulation.run(1);
    expect(b.received).toEqual([{ at: 30, from: A, text: "there?", ecn: 0 }]);
    simulation.run(30);
    expect(a.received).toEqual([{ at: 60, from: B, text: "there!", ecn: 0 }]);
  });

  test("with jitter varies its time and keeps the order", () => {
    const net = between({ delay: 10, jitter: 40 });
    const texts = send(net, 200);
    expect(texts).toHaveLength(200);
    expect(inOrder(texts)).toBe(true);
    expect(new Set(net.b.received.map(({ at, text }) => Math.floor(at) - Number(text))).size).toBeGreaterThan(10);
  });

  test("loses the share it is told to", () => {
    const texts = send(between({ loss: 0.3 }), 1000);
    expect(texts.length).toBeGreaterThan(640);
    expect(texts.length).toBeLessThan(760);
  });

  test("reorders what it holds back", () => {
    const texts = send(between({ reordering: 0.1, reorderingDelay: 20 }), 300);
    expect(texts).toHaveLength(300);
    expect(inOrder(texts)).toBe(false);
  });

  test("duplicates", () => {
    const texts = send(between({ duplication: 0.5 }), 200);
    expect(new Set(texts).size).toBe(200);
    expect(texts.length).toBeGreaterThan(250);
  });

  test("with a rate makes datagrams wait, and drops those that do not fit into its queue", () => {
    const net = between({ rate: 8000, queue: 300 });
    const trace = net.simulation.trace(({ link }) => link === net.link.name);
    // 72 + 28 bytes: 100 ms each.
    for (let i = 0; i < 8; i++) net.a.send(B, String(i).padEnd(72));
    net.simulation.runUntilIdle();
    expect(net.b.received.map(({ at }) => at)).toEqual([100, 200, 300, 400]);
    expect(trace.crossings.map(({ fate }) => fate)).toEqual([
      ...new Array<string>(4).fill("carried"),
      ...new Array<string>(4).fill("queue-full"),
    ]);
  });

  test("marks congestion where the sender allows for it", () => {
    const { simulation, a, b } = between({ congestion: 1 });
    a.send(B, "able", { ecn: ECN_ECT_0 });
    a.send(B, "not");
    simulation.runUntilIdle();
    expect(b.received.map(({ ecn }) => ecn)).toEqual([ECN_CE, 0]);
  });

  test("swallows packets beyond its MTU", () => {
    const { simulation, a, b } = between({ mtu: 100 });
    a.send(B, "x".repeat(72));
    a.send(B, "x".repeat(73));
    simulation.runUntilIdle();
    expect(b.received).toHaveLength(1);
  });

  test("that goes down loses also what is under way", () => {
    const { simulation, link, a, b } = between({ delay: 10 });
    a.send(B, "under way");
    simulation.run(5);
    link.isUp = false;
    a.send(B, "too late");
    simulation.run(20);
    link.isUp = true;
    a.send(B, "again");
    simulation.run(20);
    expect(b.texts).toEqual(["again"]);
  });

  test("behaves the same every time for one seed, and differently for another", () => {
    const run = (seed: number) =>
      send(between({ loss: 0.2, jitter: 30, reordering: 0.2, reorderingDelay: 9 }, seed), 100);
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });
});
