import { afterAll, beforeAll, expect, test } from "vitest";
import { bootstrapAccount } from "../../portal/src/index.ts";
import { FakeDevice, stampSecret } from "../../portal/test/fake-device.ts";
import { connectRelay } from "./connected-devices.ts";
import { type ConsoleWorld, createConsoleWorld, settled } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const LIVE = { timeout: 60_000 };

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

test("the overview leads to relays, where a token is made, and revoked together with its relay", async () => {
  const page = await world.open("");
  await page.getByRole("status").filter({ hasText: "No relay is connected" }).getByRole("link").click();
  await page.getByText("No relay is connected", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Start a relay" }).click();
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByRole("tab", { name: "Shell" }).click();
  const command = await page.locator("pre").last().innerText();
  const [, token = ""] = /FIREZONE_TOKEN='(\S+)'/.exec(command) ?? [];
  const query = { name: "relay-1", ipv4: "203.0.113.7", ipv6: "2001:db8::7" };
  const relay = await FakeDevice.connect(world.running.url, "relay", token, { query });
  await relay.join({ stamp_secret: stampSecret(crypto.randomUUID()) });
  await page.getByText("relay-1 is connected.").waitFor(LIVE);
  await page.getByRole("button", { name: "Done" }).click();

  const listed = page.getByRole("table", { name: "Connected now" });
  await listed.getByRole("row", { name: /relay-1 203\.0\.113\.7:3478 \[2001:db8::7\]:3478 127\.0\.0\.1/ }).waitFor();
  const tokens = page.getByRole("table", { name: "Tokens" }).getByRole("row");
  expect(await tokens.count()).toBe(3);
  await tokens.nth(1).getByRole("button", { name: "Revoke" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByText(/^One relay is connected with it/).waitFor();
  await question.getByRole("button", { name: "Revoke" }).click();
  await relay.untilClosed();
  await page.getByText("No relay is connected", { exact: true }).waitFor(LIVE);
  await expect.poll(() => tokens.count(), LIVE).toBe(2);
  await page.context().close();
});

test("auditors look at relays, and their controls say why they are off", async () => {
  await using _relay = await connectRelay(world);
  const page = await world.open("/relays", { as: "auditor" });
  await page.getByRole("row", { name: /^Without a name/ }).waitFor();
  for (const control of [page.getByRole("button", { name: "Revoke" }), page.getByText("Start a relay")]) {
    await control.focus();
    await page.getByRole("tooltip", { name: /Auditor may look at this/ }).waitFor();
  }
  await page.context().close();
});

test("where there are other accounts, one is told how many relays there are, and no more", async () => {
  await using _relay = await connectRelay(world);
  await bootstrapAccount(world.running.portal.context, { name: "Beta", slug: "beta" });
  const page = await world.open("/relays");
  await page.getByText("1 relay is connected.").waitFor();
  await page.getByText(/looked after by whoever runs the portal/).waitFor();
  await settled(page);
  expect(await page.getByRole("table").count()).toBe(0);
  expect(await page.getByRole("link", { name: "Start a relay" }).count()).toBe(0);
  await page.context().close();
});
