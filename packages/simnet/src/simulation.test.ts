import { describe, expect, test } from "vitest";
import { Probe } from "../test/probe.ts";
import { Simulation } from "./index.ts";

function two() {
  const simulation = new Simulation({ seed: 1, start: 0 });
  const left = simulation.host("left", { addresses: ["192.0.2.1", "2001:db8::1"], link: { delay: 10 } });
  const right = simulation.host("right", { addresses: ["192.0.2.2", "2001:db8::2"], link: { delay: 10 } });
  return { simulation, left, right, a: left.run(new Probe(), 1000), b: right.run(new Probe(), 2000) };
}

describe("time", () => {
  test("jumps from event to event, and stands where it is told to", () => {
    const { simulation, a } = two();
    a.alarm = 3_600_000;
    simulation.run(3_599_999);
    expect(a.woken).toEqual([]);
    simulation.run(2);
    expect(a.woken).toEqual([3_600_000]);
    expect(simulation.now).toBe(3_600_001);
  });

  test("runs until something has come true, and says how long that took", () => {
    const { simulation, a, b } = two();
    a.send("192.0.2.2:2000", "hello");
    expect(simulation.runUntil(() => b.received.length > 0, 100)).toBe(20);
    expect(() => simulation.runUntil(() => false, 100)).toThrow("not within 100 ms");
  });

  test("things that were put off happen in their order", () => {
    const { simulation } = two();
    const done: string[] = [];
    simulation.after(20, () => done.push("later"));
    simulation.after(10, () => {
      done.push("first");
      simulation.after(0, () => done.push("right after"));
    });
    simulation.run(20);
    expect(done).toEqual(["first", "right after", "later"]);
  });

  test("a process that never stops wanting to be woken is found out", () => {
    const { simulation, left } = two();
    const restless = new Probe();
    Object.defineProperty(restless, "alarm", { get: () => 5, set: () => undefined });
    left.run(restless, 1);
    expect(() => simulation.run(10)).toThrow("left wants to be woken at 5 for ever");
  });
});

describe("hosts", () => {
  test("send from the address of the destination's family, or from the one that they are told", () => {
    const { simulation, a, b } = two();
    a.send("192.0.2.2:2000", "v4");
    a.send("[2001:db8::2]:2000", "v6");
    a.send("192.0.2.2:2000", "named", { from: "192.0.2.1:7" });
    a.send("192.0.2.2:2000", "forged", { from: "192.0.2.9:7" });
    simulation.runUntilIdle();
    expect(b.received.map(({ from }) => from)).toEqual(["192.0.2.1:1000", "[2001:db8::1]:1000", "192.0.2.1:7"]);
  });

  test("with several interfaces use the one that leads there", () => {
    const simulation = new Simulation({ seed: 1 });
    const lan = simulation.router({ name: "lan", addresses: ["203.0.113.1"] }).inside;
    const bridge = simulation
      .host("bridge", { addresses: ["198.51.100.1"] }, { addresses: ["10.0.0.1"], segment: lan })
      .run(new Probe(), 1);
    const near = simulation.host("near", { addresses: ["10.0.0.2"], segment: lan }).run(new Probe(), 1);
    const far = simulation.host("far", { addresses: ["198.51.100.2"] }).run(new Probe(), 1);
    bridge.send("10.0.0.2:1", "near");
    bridge.send("198.51.100.2:1", "far");
    simulation.runUntilIdle();
    expect([near.received[0].from, far.received[0].from]).toEqual(["10.0.0.1:1", "198.51.100.1:1"]);
  });

  test("reach themselves without any wire", () => {
    const { simulation, left, a } = two();
    left.link.isUp = false;
    a.send("192.0.2.1:1000", "me");
    simulation.runUntilIdle();
    expect(a.texts).toEqual(["me"]);
  });

  test("that move lose what is under way to where they were", () => {
    const { simulation, left, a, b } = two();
    b.send("192.0.2.1:1000", "lost");
    simulation.run(5);
    left.move({ addresses: ["192.0.2.99"], link: { delay: 1 } });
    a.send("192.0.2.2:2000", "here");
    simulation.runUntilIdle();
    expect(a.texts).toEqual([]);
    expect(b.received[0].from).toBe("192.0.2.99:1000");
  });

  test("cannot share an address", () => {
    const { simulation } = two();
    expect(() => simulation.host("thief", { addresses: ["192.0.2.1"] })).toThrow("192.0.2.1 is taken on internet");
  });
});

test("a partition keeps its sides apart until it is healed", () => {
  const { simulation, a, b } = two();
  const other = simulation.host("other", { addresses: ["192.0.2.3"] }).run(new Probe(), 1);
  const heal = simulation.internet.partition(["left"], ["right"]);
  a.send("192.0.2.2:2000", "cut off");
  b.send("192.0.2.1:1000", "cut off");
  a.send("192.0.2.3:1", "other side");
  simulation.runUntilIdle();
  heal();
  a.send("192.0.2.2:2000", "back");
  const island = simulation.internet.partition(["other"]);
  a.send("192.0.2.3:1", "island");
  simulation.runUntilIdle();
  island();
  expect([a.texts, b.texts, other.texts]).toEqual([[], ["back"], ["other side"]]);
});

test("a trace shows what crossed which link, with its addresses there", () => {
  const { simulation, left, a } = two();
  const trace = simulation.trace(({ link }) => link === left.link.name);
  a.send("192.0.2.2:2000", "secret");
  simulation.runUntilIdle();
  simulation.stopTrace(trace);
  a.send("192.0.2.2:2000", "unseen");
  simulation.runUntilIdle();
  expect(trace.crossings).toMatchObject([{ at: 0, direction: "out", fate: "carried", source: { ip: "192.0.2.1" } }]);
  expect(trace.shows(new TextEncoder().encode("secret"))).toBe(true);
  expect(trace.shows(new TextEncoder().encode("unseen"))).toBe(false);
  expect(trace.bytes).toBe(6);
});
