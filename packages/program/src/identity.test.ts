import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deviceIdentity } from "./identity.ts";
import { ExitError } from "./run.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "identity-"));
});
afterEach(() => rm(folder, { recursive: true }));

const options = () => ({ name: undefined, deviceId: undefined, file: join(folder, "id"), appId: "of-the-test" });

test("a device has the host's name unless another one is configured", async () => {
  expect((await deviceIdentity({ ...options(), deviceId: "edge-1" })).name).toBe(hostname());
  expect((await deviceIdentity({ ...options(), deviceId: "edge-1", name: "basel" })).name).toBe("basel");
});

test("it keeps its id over restarts", async () => {
  const first = await deviceIdentity(options());
  expect((await deviceIdentity(options())).externalId).toBe(first.externalId);
  expect((await deviceIdentity({ ...options(), deviceId: "edge-1" })).externalId).not.toBe(first.externalId);
});

test("an id file that cannot be used ends the program with one line", async () => {
  await writeFile(options().file, "?");
  const failure: unknown = await deviceIdentity(options(), 78).catch((error: unknown) => error);
  if (!(failure instanceof ExitError)) throw failure;
  expect(failure.exitCode).toBe(78);
  expect(failure.message).toMatch(/^No device id: .* holds no device id/);
});
