import { expect, test } from "vitest";
import { ACQUAINTANCES_MAX, NONCE_USES, Nonces, STRANGERS_MAX } from "./nonces.ts";

const random = (n: number) => crypto.getRandomValues(new Uint8Array(n));

test("a source gets the same nonce until its uses are used up, then another", () => {
  const nonces = new Nonces(random);
  const first = nonces.issue("a");
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  for (let i = 0; i < NONCE_USES; i++) expect(nonces.consume("a", first)).toBe(true);
  expect(nonces.consume("a", first)).toBe(false);
  const second = nonces.issue("a");
  expect(second).not.toBe(first);
  expect([nonces.consume("a", first), nonces.consume("a", second)]).toEqual([false, true]);
});

test("a nonce is worth nothing to another source", () => {
  const nonces = new Nonces(random);
  expect(nonces.consume("b", nonces.issue("a"))).toBe(false);
});

test("a flood of strangers is not kept, and does not push out who has shown credentials", () => {
  const nonces = new Nonces(random);
  const known = nonces.issue("known");
  nonces.trust("known");
  const stranger = nonces.issue("stranger");
  for (let i = 0; i < STRANGERS_MAX; i++) nonces.issue(`flood ${i}`);
  expect(nonces.size).toBe(STRANGERS_MAX + 1);
  expect(nonces.consume("stranger", stranger)).toBe(false);
  expect(nonces.consume("known", known)).toBe(true);
});

test("those who have shown credentials are bounded too", () => {
  const nonces = new Nonces(random);
  for (let i = 0; i <= ACQUAINTANCES_MAX; i++) {
    nonces.issue(`source ${i}`);
    nonces.trust(`source ${i}`);
  }
  expect(nonces.size).toBe(ACQUAINTANCES_MAX);
});
