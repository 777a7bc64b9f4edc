import { test } from "vitest";
import { SCENARIOS } from "../src/scenarios/index.ts";
import { play } from "../src/scenarios/play.ts";

test.each(SCENARIOS)("$name: $shows", async (scenario) => {
  const seen: string[] = [];
  await play(scenario, { note: (text) => seen.push(text) });
  console.log([scenario.name, ...seen].join("\n  · "));
});
