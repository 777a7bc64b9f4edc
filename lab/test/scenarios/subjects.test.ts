import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SUBJECTS } from "../../src/scenarios/index.ts";

test("each subject's scenarios are played by one file of lab tests", () => {
  const files = globSync("*.lab.test.ts", { cwd: import.meta.dirname });
  const played = files.flatMap((file) => {
    const text = readFileSync(`${import.meta.dirname}/${file}`, "utf8");
    return [...text.matchAll(/playAll\("(\w+)"\)/g)].map(([, subject]) => subject);
  });
  expect(played.sort()).toEqual(Object.keys(SUBJECTS).sort());
});
