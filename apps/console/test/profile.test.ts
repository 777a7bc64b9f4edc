import { afterAll, beforeAll, expect, test } from "vitest";
import { FakeDevice } from "../../portal/test/fake-device.ts";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const FIRST = "correct horse battery";
const SECOND = "battery staple horse";

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

async function ada(): Promise<{ readonly id: string }> {
  const { data } = (await world.running.api("GET", "/actors?search=Lovelace")).body;
  return data[0];
}

test("the password is changed by the old one, and what was wrong stands at its field", async () => {
  const page = await world.open("/profile");
  const { id } = await ada();
  await page.getByText("You have no password").waitFor();
  await world.running.api("PUT", `/actors/${id}/password`, { password: { value: FIRST } });
  const current = page.getByLabel(/^Current password/);
  await current.fill("not that one");
  await page.getByLabel(/^New password \(/).fill(SECOND);
  await page.getByLabel(/^New password, again/).fill("something else");
  const change = page.getByRole("button", { name: "Change the password" });
  await change.click();
  await page.getByText("The two are not the same.").waitFor();
  await page.getByLabel(/^New password, again/).fill(SECOND);
  await change.click();
  await page.getByText("is wrong").waitFor();
  expect(await current.getAttribute("aria-invalid")).toBe("true");
  await current.fill(FIRST);
  await change.click();
  await page.getByText("The password is changed.", { exact: true }).waitFor();
  expect(await current.inputValue()).toBe("");
  await page.context().close();
});

test("one's own name is changed, and the console opens where one wants it to", async () => {
  const page = await world.open("/profile", { as: "network_admin" });
  await page.getByText("Your e-mail address is how you sign in").waitFor();
  await page.getByLabel(/^Name/).fill("Otto Lilienthal");
  await page.getByLabel(/^The console opens with/).selectOption("Resources");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Otto Lilienthal" }).waitFor();
  await page.getByRole("button", { name: "Signed in as Otto Lilienthal" }).waitFor();
  await page.goto(`/${world.running.account.slug}`);
  await page.getByRole("link", { name: "Open the console" }).click();
  await page.getByRole("heading", { name: "Resources" }).waitFor();
  await page.context().close();
});

test("one sees where one is signed in, and signs out there", async () => {
  const there = await world.open("/groups");
  const page = await world.open("/profile");
  const browsers = page.getByRole("table", { name: "Browsers" });
  await browsers.getByText("This one").waitFor();
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect.poll(() => browsers.getByRole("row").count()).toBe(2);
  await there.reload();
  await there.waitForURL(/\/sign_in/);
  await there.context().close();
  await page.context().close();
});

test("one's devices are listed, and signed out one by one", async () => {
  const page = await world.open("/profile");
  await page.getByText("No device is signed in").waitFor();
  const token = await world.things.created(`/actors/${(await ada()).id}/client_tokens`, {
    client_token: { expires_at: "2041-03-04T05:06:07Z", for_person: true },
  });
  const laptop = await FakeDevice.connect(world.running.url, "client", token.token, {
    query: { name: "Ada's laptop" },
  });
  await laptop.join();
  await page.getByRole("row", { name: /Ada's laptop Online/ }).waitFor();
  await page.getByRole("button", { name: "Sign out Ada's laptop" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out" }).click();
  await page.getByText("No device is signed in").waitFor();
  await laptop.untilClosed();
  await page.context().close();
});

test("one sees what one may reach, and by which group", async () => {
  const page = await world.open("/profile");
  await page.getByText("Nothing yet").waitFor();
  const { id } = await ada();
  await world.running.api("PATCH", `/groups/${world.things.group.id}/memberships`, { memberships: { add: [id] } });
  await page.reload();
  await page
    .getByRole("table", { name: "What you may reach" })
    .getByRole("row", { name: /Shed Network 10\.77\.8\.0\/22 Pilots/ })
    .waitFor();
  await page.context().close();
});

test("an administrator sees in which browsers a person is signed in, and ends that", async () => {
  const other = await world.open("/sites", { as: "auditor" });
  const { data } = (await world.running.api("GET", "/actors?search=auditor")).body;
  const page = await world.open(`/actors/${data[0].id}`);
  await page
    .getByRole("table", { name: "Browsers" })
    .getByRole("button", { name: /^Sign out of/ })
    .click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out" }).click();
  await page.getByText("Not signed in anywhere").waitFor();
  await other.reload();
  await other.waitForURL(/\/sign_in/);
  await page.context().close();
  await other.context().close();
});
