import fc from "fast-check";
import { expect, test } from "vitest";
import { Schedule } from "./schedule.ts";

test("entries run by time, and at one time in the order in which they were added", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (times, until) => {
      const schedule = new Schedule();
      const ran: [number, number][] = [];
      for (const [i, at] of times.entries()) schedule.add(at, () => ran.push([at, i]));
      for (let run = schedule.popDue(until); run; run = schedule.popDue(until)) run();
      const expected = times.map((at, i): [number, number] => [at, i]).filter(([at]) => at <= until);
      expect(ran).toEqual(expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
      expect(schedule.size).toBe(times.length - ran.length);
    }),
  );
});
