import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readToken, removeToken, writeToken } from "./token-store.ts";

const isRoot = process.getuid?.() === 0;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fz-token-"));
  file = join(folder, "token");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("the environment's token wins over the file; blanks and line breaks are cut out", () => {
  expect(readToken(" abc\ndef \n", file)).toBe("abcdef");
});

test.each([undefined, "", "  \n"])("without a token it says how to get one (environment: %j)", (environment) => {
  expect(() => readToken(environment, file)).toThrow(/There is no token. Sign in with `sign-in`/);
});

// The file has to belong to root.
describe.runIf(isRoot)("the token's file", () => {
  test("is root's alone, and read again", () => {
    writeToken(join(folder, "new/token"), "abc\ndef\n");
    const { mode, uid, gid } = statSync(join(folder, "new/token"));
    expect([mode & 0o777, uid, gid]).toEqual([0o600, 0, 0]);
    expect(statSync(join(folder, "new")).mode & 0o777).toBe(0o750);
    expect(readToken(undefined, join(folder, "new/token"))).toBe("abcdef");
  });

  test("replaces one with other rights as a whole", () => {
    writeFileSync(file, "old");
    chmodSync(file, 0o666);
    writeToken(file, "new");
    expect(readToken(undefined, file)).toBe("new");
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  test.each([0o644, 0o640, 0o601, 0o700, 0o660])("is refused with mode %o", (mode) => {
    writeToken(file, "abc");
    chmodSync(file, mode);
    expect(() => readToken(undefined, file)).toThrow(`${file} must belong to root:root with mode 0600`);
  });

  test.each([
    [65_534, 0],
    [0, 65_534],
  ])("is refused where it belongs to %i:%i", (uid, gid) => {
    writeToken(file, "abc");
    chownSync(file, uid, gid);
    expect(() => readToken(undefined, file)).toThrow("must belong to root:root");
  });

  test("may be read by root alone, even by a stricter mode", () => {
    writeToken(file, "abc");
    chmodSync(file, 0o400);
    expect(readToken(undefined, file)).toBe("abc");
  });

  test("is removed whatever its rights are", () => {
    writeToken(file, "abc");
    chmodSync(file, 0o644);
    expect(removeToken(file)).toBe(true);
    expect(removeToken(file)).toBe(false);
  });
});
