import { afterAll, beforeAll, expect, test } from "vitest";
import { connectClient, connectGateway, newExternalId } from "./connected-devices.ts";
import { type ConsoleWorld, createConsoleWorld, settled } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
/** A device that has left is news after two seconds. */
const LIVE = { timeout: 60_000 };

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

test("a client is shown online while it is connected, in the list and on its own page", async () => {
  const list = await world.open("/clients");
  await settled(list);
  const { token } = world.things.clientToken;
  const laptop = await connectClient(world, "laptop", token);
  await list.getByRole("row", { name: /laptop.*Online/ }).waitFor(LIVE);
  const item = await list.context().newPage();
  await item.goto((await list.getByRole("link", { name: "laptop" }).getAttribute("href")) ?? "");
  await item.getByText("Online", { exact: true }).waitFor();
  await laptop[Symbol.asyncDispose]();
  await list.getByRole("row", { name: /laptop.*Offline/ }).waitFor(LIVE);
  await item.getByText("Offline", { exact: true }).waitFor(LIVE);
  await list.context().close();
});

test("the panel with which a device is connected lights up when another one is", async () => {
  const { token } = world.things.clientToken;
  const known = await connectClient(world, "desk", token);
  const page = await world.open("/clients/connect");
  await page.getByText("Waiting for a device to connect").waitFor();
  // The one that is there already is not what is waited for.
  await page.getByRole("dialog").getByRole("tab", { name: "A machine" }).click();
  expect(await page.getByText("desk is connected.").count()).toBe(0);
  await using _kiosk = await connectClient(world, "kiosk", token);
  await page.getByText("kiosk is connected.").waitFor(LIVE);
  await known[Symbol.asyncDispose]();
  await page.context().close();
});

test("a site gets its health from its gateway, and loses it with it", async () => {
  const page = await world.open("/sites");
  await settled(page);
  const { token } = world.things.gatewayToken;
  const row = (health: string) => page.getByRole("row", { name: new RegExp(`${world.things.site.name} ${health}`) });
  const crane = await connectGateway(world, "crane", token);
  await row("1 of 1 online").waitFor(LIVE);
  await crane[Symbol.asyncDispose]();
  await row("0 of 1 online").waitFor(LIVE);
  await page.context().close();
});

test("what is refused is on the overview at once", async () => {
  const page = await world.open("");
  await settled(page);
  const { token } = world.things.clientToken;
  await using tablet = await connectClient(world, "tablet", token);
  // No gateway is online.
  tablet.device.send("request_authorization", { resource_id: world.things.resource.id, connected_gateway_ids: [] });
  await tablet.device.next("authorization_creation_failed");
  await page.getByRole("row", { name: /Winch Shed No gateway was online/ }).waitFor(LIVE);
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.context().close();
});

test("what was known and connects again lights up as well, also where it was away for a moment only", async () => {
  const [desk, crane] = [newExternalId(), newExternalId()];
  const { token } = world.things.clientToken;
  await (await connectClient(world, "desk-2", token, desk))[Symbol.asyncDispose]();
  const before = await connectGateway(world, "crane-2", world.things.gatewayToken.token, crane);
  const page = await world.open(`/sites/${world.things.site.id}/deploy`);
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByText("Waiting for the gateway to connect").waitFor();
  const [, made = ""] = /(\.SFMyNTY\.[^\s']+)/.exec(await page.locator("pre").last().innerText()) ?? [];
  await before[Symbol.asyncDispose]();
  await using _crane = await connectGateway(world, "crane-2", made, crane);
  await page.getByText("crane-2 is connected.").waitFor(LIVE);
  await page.goto(`/${world.running.account.slug}/console/clients/connect`);
  await page.getByText("Waiting for a device to connect").waitFor();
  await settled(page);
  await page.getByRole("row", { name: /desk-2/, includeHidden: true }).waitFor({ state: "attached" });
  await using _desk = await connectClient(world, "desk-2", token, desk);
  await page.getByText("desk-2 is connected.").waitFor(LIVE);
  await page.context().close();
});
