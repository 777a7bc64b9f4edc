import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hardwareIds } from "./hardware-ids.ts";
import { LogFolder } from "./log-folder.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 2, 3, 4, 5);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fz-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a log begins a file with the time in its name, and a link names the latest", () => {
  const log = new LogFolder(join(folder, "logs"), { now: () => START });
  log.write('{"msg":"one"}\n');
  log.close();
  expect(readlinkSync(join(folder, "logs/client.latest"))).toBe("client.2026-01-02-03-04-05.log");
  expect(readFileSync(join(folder, "logs/client.latest"), "utf8")).toBe('{"msg":"one"}\n');
  expect(statSync(join(folder, "logs/client.latest")).mode & 0o777).toBe(0o640);
});

test("each hour begins another file, and the oldest go where there is too much", () => {
  let now = START;
  const log = new LogFolder(folder, { now: () => now, maxBytes: 250 });
  for (let hour = 0; hour < 6; hour++) {
    log.write(`${"x".repeat(99)}\n`);
    now += HOUR;
  }
  log.write("last\n");
  log.close();
  const files = readdirSync(folder).filter((name) => name.endsWith(".log"));
  expect(files.sort()).toEqual([
    "client.2026-01-02-07-04-05.log",
    "client.2026-01-02-08-04-05.log",
    "client.2026-01-02-09-04-05.log",
  ]);
});

test("a folder that cannot be written is said at the start", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => new LogFolder(join(folder, "file"))).toThrow(/Logs cannot be written to .* \(LOG_DIR\)/);
});

test("hardware ids are what the firmware says, unless it says nothing", () => {
  writeFileSync(join(folder, "product_serial"), "To Be Filled By O.E.M.\n");
  writeFileSync(join(folder, "product_uuid"), "4c4c4544-0042\n");
  expect(hardwareIds(folder)).toEqual({ deviceSerial: undefined, deviceUuid: "4c4c4544-0042" });
  expect(hardwareIds(join(folder, "none"))).toEqual({ deviceSerial: undefined, deviceUuid: undefined });
});
