import { expect, test } from "vitest";
import { replayScenario } from "./rest-replay.ts";
import { runPortal } from "./running-portal.ts";

test("the management API answers the scenario, with the Internet feature", async () => {
  await using running = await runPortal();
  const { failures, skipped } = await replayScenario(running, { internetResource: true, isBudgetEnlarged: true });
  expect(failures).toEqual([]);
  expect(skipped.map(({ n }) => n)).toEqual([172, 210]);
});

test("… and without it, within a budget that runs dry", async () => {
  // Refills faster than the standard budget, so that the scenario does not take minutes.
  await using running = await runPortal({ apiBucket: { refillPerSecond: 150, capacity: 200 } });
  const { failures, skipped } = await replayScenario(running, { internetResource: false, isBudgetEnlarged: false });
  expect(failures).toEqual([]);
  expect(skipped.map(({ n }) => n)).toEqual([171]);
});
