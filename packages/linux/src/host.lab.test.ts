import { afterEach, beforeEach, expect, test } from "vitest";
import { Namespace } from "../test/namespace.ts";

let here: Namespace;

beforeEach(() => {
  here = new Namespace();
});
afterEach(() => {
  here.remove();
});

test("a namespace has kernel files of its own", async () => {
  const file = "/proc/sys/net/ipv4/ip_default_ttl";
  await here.host.writeKernelFile(file, "77");
  expect(await here.host.readKernelFile(file)).toBe("77\n");
  expect(here.exec(`cat ${file}`)).toBe("77\n");
  expect(await here.host.readKernelFile("/proc/sys/net/no/such")).toBeUndefined();
});

test("a program missing inside is told by its name", async () => {
  await expect(here.host.run("no-such-program", [])).rejects.toThrow(/^no-such-program not found$/);
});
