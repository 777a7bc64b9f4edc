import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FakeDevice } from "../../portal/test/fake-device.ts";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const MINUTE_MS = 60_000;
const ZONE_FREE = { timezoneId: "UTC" };

let world: ConsoleWorld;
let device: FakeDevice;
let anna: { readonly id: string };
let clientId: string;
beforeAll(async () => {
  world = await createConsoleWorld();
  anna = await world.things.created("/actors", { actor: { name: "Anna", type: "service_account" } });
  device = await FakeDevice.connect(world.running.url, "client", world.things.clientToken.token);
  await device.join();
  clientId = (await world.running.api("GET", "/clients")).body.data[0].id;
}, START_TIMEOUT_MS);
afterAll(async () => {
  device.close();
  await world[Symbol.asyncDispose]();
});

const policy = (change: object) =>
  world.running.api("PATCH", `/policies/${world.things.policy.id}`, { policy: change });
const panel = (page: Page) => page.getByRole("dialog");

test("a person's page leads to every resource, with the reason and the change that would help, made where it leads", async () => {
  const page = await world.open(`/actors/${anna.id}`);
  await page.getByRole("main").getByRole("link", { name: "Why?" }).click();
  await page.getByRole("row", { name: /Shed .* May not .*Anna is not in its group/ }).waitFor();
  await page.getByRole("button", { name: /^Shed/ }).click();
  await panel(page).getByText("Anna may not reach Shed", { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get("open")).toContain(world.things.resource.id);
  await panel(page).getByRole("link", { name: "Add Anna to Pilots" }).click();

  const question = page.getByRole("alertdialog", { name: /Anna/ });
  await question.getByText("Gained: 1").waitFor();
  await question.getByText("Anna to Shed").waitFor();
  await question.getByRole("button", { name: "Add" }).click();
  await question.waitFor({ state: "detached" });
  await page.goto(`/${world.running.account.slug}/console/actors/${anna.id}/why`);
  await page.getByRole("row", { name: /Shed .* May The policy of group Pilots applies/ }).waitFor();
  await page.context().close();
});

test("a resource's page answers for all people or all clients, searched and narrowed in the address", async () => {
  const page = await world.open(`/resources/${world.things.resource.id}/why?verdict=allowed`);
  await page.getByRole("row", { name: /Winch/ }).waitFor();
  await page.getByRole("searchbox").fill("anna");
  await page.getByRole("row", { name: /Winch/ }).waitFor({ state: "detached" });
  await page.getByRole("row", { name: /Anna .*May/ }).waitFor();
  await page.getByRole("searchbox").fill("");
  await page.getByLabel("Who", { exact: true }).selectOption("Clients");
  await page.getByRole("row", { name: /Winch/ }).waitFor();
  await page.getByRole("row", { name: /Anna/ }).waitFor({ state: "detached" });
  expect(new URL(page.url()).searchParams.get("of")).toBe("clients");
  await page.context().close();
});

test("a client's page judges the client, and leads to its verification", async () => {
  await policy({ conditions: [{ property: "client_verified", operator: "is", values: ["true"] }] });
  const page = await world.open(`/clients/${clientId}/why?search=shed`);
  await page
    .getByRole("row", { name: /Shed .* May not A condition is violated: the client must be verified/ })
    .waitFor();
  await page.getByRole("button", { name: /^Shed/ }).click();
  await panel(page).getByRole("link", { name: "Verify the client" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: "Verify" }).click();
  await question.waitFor({ state: "detached" });
  await page.goto(`/${world.running.account.slug}/console/clients/${clientId}/why?search=shed`);
  await page.getByRole("row", { name: /Shed .* May The policy/ }).waitFor();
  await policy({ conditions: [] });
  await page.context().close();
});

test("a group's page says what its members reach by it, and a policy that would let them reach more is one link away", async () => {
  const { group, site } = world.things;
  await world.things.created("/resources", {
    resource: { name: "Mast", type: "cidr", address: "10.79.0.0/24", site_id: site.id },
  });
  const page = await world.open(`/groups/${group.id}`);
  await page.getByRole("main").getByRole("link", { name: "Why?" }).first().click();
  await page.getByRole("row", { name: /Shed .* May The policy of group Pilots applies/ }).waitFor();
  await page.getByRole("row", { name: /Mast .* May not No policy of the group is about this resource/ }).waitFor();
  await page.getByRole("button", { name: /^Mast/ }).click();
  await panel(page).getByText("A member of Pilots may not reach Mast", { exact: true }).waitFor();
  await panel(page).getByRole("link", { name: "Make a new policy for Mast" }).click();
  for (const chosen of ["Pilots", "Mast"]) {
    await page.getByRole("dialog", { name: "New policy" }).getByRole("combobox").filter({ hasText: chosen }).waitFor();
  }
  await page.context().close();
});

test("a policy's page says who gets through it and who is refused by which condition, now and then", async () => {
  const verified = { property: "client_verified", operator: "is", values: ["false"] };
  const abroad = { property: "remote_ip_location_region", operator: "is_in", values: ["PT"] };
  await policy({ conditions: [verified, abroad] });
  const page = await world.open("/policies", ZONE_FREE);
  await page
    .getByRole("row", { name: /Pilots Shed/ })
    .getByRole("link", { name: "Why?" })
    .click();
  await page.getByRole("heading", { name: "Why? Pilots to Shed" }).waitFor();
  await page
    .getByRole("row", { name: /Winch May not A condition is violated: the country must be one of Portugal/ })
    .waitFor();
  await page.getByRole("row", { name: /Winch/ }).getByRole("button").click();
  await panel(page)
    .getByText(/may not reach Shed$/)
    .waitFor();
  await panel(page).getByRole("link", { name: "Change the conditions of the policy of Pilots" }).first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByLabel("Who", { exact: true }).selectOption("People and service accounts");
  await page.getByRole("row", { name: /Winch Depends on the client/ }).waitFor();
  const early = new Date(Date.now() - 60 * MINUTE_MS).toISOString().slice(0, 16);
  await page.getByLabel("At (empty: now)").fill(early);
  await page.getByText("Nothing found.").waitFor();
  await page.getByRole("link", { name: "Back to all policies" }).click();
  await page.getByRole("heading", { name: "Policies" }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/${world.running.account.slug}/console/policies`);
  await policy({ conditions: [] });
  await page.context().close();
});

test("a past moment is asked about in the address, and answered as it was", async () => {
  // The field shows whole minutes.
  const at = new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS).toISOString().slice(0, 16);
  const early = new Date(Date.now() - 60 * MINUTE_MS).toISOString().slice(0, 16);
  const page = await world.open(`/actors/${anna.id}/why?at=${early}`, ZONE_FREE);
  await page.getByText("Nothing found.").waitFor();
  await page.getByLabel("At (empty: now)").fill("");
  await page.getByRole("row", { name: /Shed/ }).waitFor();
  expect(new URL(page.url()).searchParams.has("at")).toBe(false);
  await page.getByLabel("At (empty: now)").fill(at.replace(/^\d{4}/, "2041"));
  await page
    .getByRole("alert")
    .getByText(/future/)
    .waitFor();
  await page.context().close();
});

test("where no single change is enough the changes of the nearest policy are told together, and lead to their places", async () => {
  await policy({ is_disabled: true });
  const bert = await world.things.created("/actors", { actor: { name: "Bert", type: "service_account" } });
  const page = await world.open(`/why?actor=${bert.id}&resource=${world.things.resource.id}`);
  await page.getByText("No single change is enough.").waitFor();
  await page.getByRole("link", { name: "Add Bert to Pilots" }).waitFor();
  await page.getByRole("link", { name: "Make a new policy for Shed" }).waitFor();
  await page.getByRole("link", { name: "Enable the policy of Pilots" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByText("Gained: ").waitFor();
  await question.getByRole("button", { name: "Enable" }).click();
  await question.waitFor({ state: "detached" });
  expect((await world.running.api("GET", `/policies/${world.things.policy.id}`)).body.data.is_disabled).toBe(false);
  await page.context().close();
});
