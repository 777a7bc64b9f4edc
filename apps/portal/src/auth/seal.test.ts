import { randomBytes } from "node:crypto";
import { CompactEncrypt } from "jose";
import { expect, test } from "vitest";
import { z } from "zod";
import { Seal } from "./seal.ts";

const COOKIE = { purpose: "cookie", schema: z.string() };
const LINK = { purpose: "link", schema: z.string() };
const key = randomBytes(32);
let now = Date.UTC(2026, 0, 1);
const seal = new Seal(key, () => now);
const later = now + 60_000;

test("what is sealed is opened for its purpose, until it expires", async () => {
  const text = await seal.close(COOKIE, "secret", later);
  expect(text).not.toContain("secret");
  expect(await seal.open(COOKIE, text)).toMatchObject({ value: "secret", expiresAt: later });
  expect(await seal.open(LINK, text)).toBeUndefined();
  expect(await new Seal(randomBytes(32), () => now).open(COOKIE, text)).toBeUndefined();
  now = later;
  expect(await seal.open(COOKIE, text)).toBeUndefined();
  now = later - 60_000;
});

test("what was made with the installation's key itself is of no purpose, whatever it claims", async () => {
  const claims = { value: "secret", jti: crypto.randomUUID(), exp: later / 1_000, aud: LINK.purpose };
  const encrypted = new CompactEncrypt(new TextEncoder().encode(JSON.stringify(claims)));
  const forged = await encrypted.setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(key);
  expect(await seal.open(LINK, forged)).toBeUndefined();
});

test("codes differ by purpose, and no text of one is a text of another", () => {
  expect(seal.mac("form", "browser")).toBe(seal.mac("form", "browser"));
  expect(
    new Set([seal.mac("form", "a"), seal.mac("for", "ma"), seal.mac("form\0a", ""), seal.mac("other", "a")]).size,
  ).toBe(4);
});
