import { expect, test } from "vitest";
import { inSlices } from "./slices.ts";

const items = Array.from({ length: 60 }, (_, i) => i);

/** Keeps the thread for a millisecond. */
function work(): void {
  const until = performance.now() + 1;
  while (performance.now() < until);
}

test("others get their turn in between, and each item its own once, in order", async () => {
  const done: number[] = [];
  const doneAtTurns: number[] = [];
  let isOver = false;
  const takeTurns = () => {
    doneAtTurns.push(done.length);
    if (!isOver) setImmediate(takeTurns);
  };
  setImmediate(takeTurns);
  const workOn = (item: number) => {
    work();
    done.push(item);
  };
  await inSlices(items, workOn, { sliceMs: 5, isStopped: () => false });
  isOver = true;
  expect(done).toEqual(items);
  // A slice that holds the thread for 5 ms has room for five items of a millisecond, and the one that ends it.
  expect(new Set(doneAtTurns).size).toBeGreaterThanOrEqual(items.length / 6);
});

test("whoever stops it stops it before the next item", async () => {
  const done: number[] = [];
  await inSlices(items, (item) => done.push(item), { sliceMs: 5, isStopped: () => done.length === 3 });
  expect(done).toEqual([0, 1, 2]);
});

test("items that come and go meanwhile are no trouble", async () => {
  const open = new Set(items);
  const done: number[] = [];
  const loseAnother = (item: number) => {
    work();
    done.push(item);
    open.delete(item + 1);
  };
  await inSlices(open, loseAnother, { sliceMs: 5, isStopped: () => false });
  expect(done).toEqual(items.filter((item) => item % 2 === 0));
});
