import { expect, test } from "vitest";
import { LabProcess } from "./process.ts";

test("a line is found however much was printed before it", async () => {
  const talk = "for (let n = 0; n < 50_000; n++) console.log(n); setTimeout(() => console.log('at last'), 500)";
  const talker = new LabProcess("talker", process.execPath, ["-e", talk]);
  expect(await talker.line(/^at last$/)).toBe("at last");
  expect(talker.lines.length).toBeLessThan(50_000);
  expect(await talker.exited).toEqual({ code: 0, signal: undefined });
});
