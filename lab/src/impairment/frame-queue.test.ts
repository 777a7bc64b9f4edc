import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameQueue } from "./frame-queue.ts";

test("frames leave by time, and in the order they came where the times are equal", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const queue = new FrameQueue<number>();
      for (const [i, at] of times.entries()) queue.push(i, at);
      const left: number[] = [];
      for (let i = queue.take(20); i !== undefined; i = queue.take(20)) left.push(i);
      const expected = [...times.keys()].sort((a, b) => times[a] - times[b] || a - b);
      expect(left).toEqual(expected);
    }),
  );
});

test("whatever is pushed and taken in whatever order, it behaves as a sorted list", () => {
  const step = fc.oneof(
    fc.record({ push: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ takeAt: fc.integer({ min: 0, max: 100 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new FrameQueue<number>();
      const model: { readonly at: number; readonly order: number }[] = [];
      for (const [order, one] of steps.entries()) {
        if ("push" in one) {
          queue.push(order, one.push);
          model.push({ at: one.push, order });
          model.sort((a, b) => a.at - b.at || a.order - b.order);
        } else {
          const isDue = model.length > 0 && model[0].at <= one.takeAt;
          expect(queue.take(one.takeAt)).toBe(isDue ? model.shift()?.order : undefined);
        }
        expect(queue.nextDeparture).toBe(model[0]?.at);
      }
    }),
  );
});

test("nothing leaves before its time", () => {
  const queue = new FrameQueue<string>();
  queue.push("later", 5);
  expect(queue.take(4.9)).toBeUndefined();
  expect(queue.take(5)).toBe("later");
  expect(queue.nextDeparture).toBeUndefined();
});
