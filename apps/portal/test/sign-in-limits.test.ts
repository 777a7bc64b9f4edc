// How much of the sign-in pages one network and one account may use, behind a proxy that says where requests come from.

import { parseAddressBlock } from "@fz/policy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bootstrapAccount } from "../src/index.ts";
import { Browser } from "./browser.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";
import { runSignInScene, type SignInScene } from "./sign-in-scene.ts";

const PAGES = 4;
const VISITORS_OF_AN_ACCOUNT = 50;
let scene: SignInScene;
let clock = 0;

beforeAll(async () => {
  const webBucket = { capacity: PAGES, refillPerSecond: 1 };
  const proxy = parseAddressBlock("127.0.0.0/8") ?? expect.fail("no block");
  // A clock that stands still refills nothing.
  scene = await runSignInScene({ webBucket, trustedProxies: [proxy] }, () => Date.UTC(2031, 0, 1) + clock);
}, START_TIMEOUT_MS);
afterAll(() => scene[Symbol.asyncDispose]());

const visit = (from: string, path = `/${scene.slug}/sign_in`) =>
  new Browser(scene.url).open(path, { headers: { "x-forwarded-for": from } });

test("a network that asks too often is told to wait, others are not, and waiting helps", async () => {
  const statuses: number[] = [];
  for (let i = 0; i <= PAGES; i++) statuses.push((await visit("198.51.100.7")).status);
  expect(statuses).toEqual([...Array(PAGES).fill(200), 429]);
  const refused = await visit("198.51.100.7");
  expect(refused.html).toContain("Too many requests came from your network");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await visit("198.51.100.8")).status).toBe(200);
  clock += 1_000;
  expect((await visit("198.51.100.7")).status).toBe(200);
});

test("of IPv6 a whole network counts as one", async () => {
  const statuses: number[] = [];
  for (let i = 0; i <= PAGES; i++) statuses.push((await visit(`2001:db8:7:7::${i + 1}`)).status);
  expect(statuses.at(-1)).toBe(429);
  expect((await visit("2001:db8:8:8::1")).status).toBe(200);
});

test("an account that is asked for too often, from wherever, says so; another one is there", async () => {
  clock += 3_600_000;
  const statuses: number[] = [];
  const from = (n: number) => `203.0.${Math.floor(n / 200)}.${1 + (n % 200)}`;
  for (let n = 0; n < PAGES * VISITORS_OF_AN_ACCOUNT; n++) statuses.push((await visit(from(n))).status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const refused = await visit("192.0.2.77");
  expect(refused.status).toBe(429);
  expect(refused.html).toContain("Too many people are signing in to this account");
  await bootstrapAccount(scene.portal.context, { name: "Beta", slug: "beta-works" });
  expect((await visit("192.0.2.78", "/beta-works/sign_in")).status).toBe(200);
});
