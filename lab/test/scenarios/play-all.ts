import { test } from "vitest";
import { SUBJECTS } from "../../src/scenarios/index.ts";
import { play } from "../../src/scenarios/play.ts";

/** A test of each scenario of the subject. */
export function playAll(subject: keyof typeof SUBJECTS): void {
  test.each(SUBJECTS[subject])("$name: $shows", async (scenario) => {
    const seen: string[] = [];
    await play(scenario, { note: (text) => seen.push(text) });
    console.log([scenario.name, ...seen].join("\n  · "));
  });
}
