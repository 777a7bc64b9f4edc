import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Timed, TimerQueue } from "./timer-queue.ts";

test("gives items in the order of their deadlines, however they were moved and removed", () => {
  const operation = fc.record({ item: fc.nat(20), deadline: fc.option(fc.nat(100), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const items: Timed[] = Array.from({ length: 21 }, () => ({ deadline: 0, queuePosition: -1 }));
      const queue = new TimerQueue<Timed>();
      const model = new Map<Timed, number>();
      for (const { item, deadline } of operations) {
        queue.set(items[item], deadline);
        if (deadline === undefined) model.delete(items[item]);
        else model.set(items[item], deadline);
        const earliest = Math.min(...model.values());
        expect(queue.next).toBe(model.size === 0 ? undefined : earliest);
      }
      const popped = queue.takeDue(50).map(({ deadline }) => deadline);
      expect(popped).toEqual([...model.values()].filter((deadline) => deadline <= 50).sort((a, b) => a - b));
    }),
    { numRuns: 500 },
  );
});
