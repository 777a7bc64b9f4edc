import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { type ConsoleWorld, createConsoleWorld, type Person } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

const saved = async (path: string) => (await world.running.api("GET", `${path}?include=details`)).body.data;

/** A page that hears of no changes, as where events are slow to come. */
async function openDeaf(path: string, as: Person = "admin"): Promise<Page> {
  const page = await world.open("", { as });
  await page.route("**/events", (route) => route.abort());
  await page.goto(`/${world.running.account.slug}/console${path}`);
  return page;
}

test("what a colleague saves shows up in the open form before it is saved, and both changes can be kept", async () => {
  const { resource } = world.things;
  const path = `/resources/${resource.id}/edit`;
  const [ada, grace] = [await world.open(path), await world.open(path, { as: "colleague" })];
  await ada.getByLabel(/^Name/).fill("Boat shed");
  await grace.getByLabel(/^Address \(/).fill("10.77.16.0/22");
  await grace.getByRole("button", { name: "Restrict to a protocol" }).click();
  await grace.getByLabel("Ports").fill("443");
  await grace.getByRole("button", { name: "Save" }).click();
  await grace.getByRole("dialog").waitFor({ state: "detached" });

  const notice = ada.getByRole("region", { name: "Grace Hopper changed this while you had it open." });
  await notice.getByRole("listitem").filter({ hasText: "AddressYours10.77.8.0/22Theirs10.77.16.0/22" }).waitFor();
  await notice.getByRole("listitem").filter({ hasText: "TrafficYoursAll protocols and portsTheirsTCP 443" }).waitFor();
  await notice.getByRole("listitem").filter({ hasText: "NameYoursBoat shedTheirsShed" }).waitFor();
  expect(await violations(ada)).toEqual([]);
  await ada.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(() => notice.evaluate((section) => section.matches(":focus"))).toBe(true);
  await notice.getByRole("button", { name: "Go on editing" }).click();
  await notice.waitFor({ state: "detached" });
  expect(await ada.getByLabel(/^Name/).inputValue()).toBe("Boat shed");
  expect(await ada.getByLabel(/^Address \(/).inputValue()).toBe("10.77.16.0/22");
  await ada.getByRole("button", { name: "Save", exact: true }).click();
  await ada.getByRole("heading", { name: "Boat shed" }).waitFor();
  expect(await saved(`/resources/${resource.id}`)).toMatchObject({
    name: "Boat shed",
    address: "10.77.16.0/22",
    filters: [{ protocol: "tcp", ports: ["443"] }],
  });
  await ada.context().close();
  await grace.context().close();
});

test("who saves second without having heard of it is asked, loses nothing, and may save over it", async () => {
  const { site } = world.things;
  const ada = await openDeaf(`/sites/${site.id}/edit`);
  const grace = await world.open(`/sites/${site.id}/edit`, { as: "colleague" });
  await ada.getByLabel(/^Name/).fill("Ada's quay");
  await grace.getByLabel(/^Name/).fill("Grace's quay");
  await grace.getByRole("button", { name: "Save" }).click();
  await grace.getByRole("heading", { name: "Grace's quay" }).waitFor();

  await ada.getByRole("button", { name: "Save" }).click();
  const notice = ada.getByRole("region", { name: "Grace Hopper changed this while you had it open." });
  await notice.getByRole("listitem").filter({ hasText: "NameYoursAda's quayTheirsGrace's quay" }).waitFor();
  expect(await ada.getByLabel(/^Name/).inputValue()).toBe("Ada's quay");
  expect(await saved(`/sites/${site.id}`)).toMatchObject({ name: "Grace's quay" });
  await notice.getByRole("button", { name: "Save mine over it" }).click();
  await ada.getByRole("heading", { name: "Ada's quay" }).waitFor();
  expect(await saved(`/sites/${site.id}`)).toMatchObject({ name: "Ada's quay" });
  await ada.context().close();
  await grace.context().close();
});

test("theirs can be taken, all of it or field by field, in words also for conditions and for what is picked", async () => {
  const { policy, group } = world.things;
  const crew = await world.things.created("/groups", { group: { name: "Crew" } });
  const page = await world.open(`/policies/${policy.id}/edit`);
  await page.getByLabel(/^Description/).fill("Mine");
  await world.running.api("PATCH", `/policies/${policy.id}`, {
    policy: {
      group_id: crew.id,
      description: "Theirs",
      conditions: [{ property: "remote_ip_location_region", operator: "is_in", values: ["PT", "DE"] }],
    },
  });
  const notice = page.getByRole("region", { name: /changed this while you had it open/ });
  await notice.getByText(/may reach it when .*Portugal or Germany/).waitFor();
  await notice.getByRole("listitem").filter({ hasText: "GroupYoursPilotsTheirsCrew" }).waitFor();
  await notice.getByRole("button", { name: "Take theirs: Group" }).click();
  await page
    .getByRole("combobox", { name: /^Group/ })
    .filter({ hasText: "Crew" })
    .waitFor();
  expect(await page.getByLabel(/^Description/).inputValue()).toBe("Mine");
  await notice.getByRole("button", { name: "Take all of theirs" }).click();
  await expect.poll(() => page.getByLabel(/^Description/).inputValue()).toBe("Theirs");
  await page
    .getByRole("dialog")
    .getByText(/may reach it when .*Portugal or Germany/)
    .waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await saved(`/policies/${policy.id}`)).toMatchObject({ group_id: crew.id, description: "Theirs" });
  await world.running.api("PATCH", `/policies/${policy.id}`, { policy: { group_id: group.id, conditions: [] } });
  await page.context().close();
});

test("what is deleted meanwhile says so, and can be made anew of what was typed", async () => {
  const { id } = await world.things.created("/groups", { group: { name: "Stokers" } });
  const [ada, grace] = [await world.open(`/groups/${id}/edit`), await world.open(`/groups/${id}`, { as: "colleague" })];
  await ada.getByLabel(/^Name/).fill("Stokers and trimmers");
  await grace.getByRole("button", { name: "Delete" }).click();
  await grace.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  const notice = ada.getByRole("region", { name: "Grace Hopper deleted this while you had it open." });
  await notice.getByRole("button", { name: "Create it anew" }).click();
  await ada.getByRole("heading", { name: "Stokers and trimmers" }).waitFor();
  const { data } = (await world.running.api("GET", "/groups?name=Stokers and trimmers")).body;
  expect(data).toHaveLength(1);
  expect(data[0].id).not.toBe(id);
  await ada.context().close();
  await grace.context().close();
});

test("the page of what a colleague deletes says so by itself, and leads back to the list", async () => {
  const { id } = await world.things.created("/groups", { group: { name: "Riggers" } });
  const [ada, grace] = [await world.open(`/groups/${id}`), await world.open(`/groups/${id}`, { as: "colleague" })];
  await ada.getByRole("button", { name: "Delete" }).waitFor();
  await grace.getByRole("button", { name: "Delete" }).click();
  await grace.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await grace.getByRole("heading", { name: "Groups", exact: true }).waitFor();
  const notice = ada.getByRole("region", { name: "Grace Hopper deleted this." });
  await notice.getByText(/just now|ago/).waitFor();
  await ada.getByRole("heading", { name: "Riggers" }).waitFor();
  expect(await ada.getByRole("button", { name: "Delete" }).count()).toBe(0);
  expect(await violations(ada)).toEqual([]);
  await notice.getByRole("link", { name: "Back to the list" }).click();
  await ada.getByRole("heading", { name: "Groups", exact: true }).waitFor();
  expect(await ada.getByText("Riggers").count()).toBe(0);
  expect(await grace.getByRole("region", { name: /deleted this/ }).count()).toBe(0);
  await ada.context().close();
  await grace.context().close();
});

test("a question about a row that a colleague deletes says so, and has nothing left to ask", async () => {
  const crew = await world.things.created("/groups", { group: { name: "Caulkers" } });
  const between = { group_id: crew.id, resource_id: world.things.resource.id };
  await world.things.created("/policies", { policy: between });
  const [ada, grace] = [await world.open("/policies"), await world.open("/policies", { as: "colleague" })];
  const ask = async (page: Page) => {
    await page
      .getByRole("row", { name: /Caulkers/ })
      .getByRole("button", { name: "Delete" })
      .click();
    return page.getByRole("alertdialog", { name: "Delete this policy?" });
  };
  const question = await ask(ada);
  await question.getByRole("button", { name: "Delete" }).waitFor();
  await (await ask(grace)).getByRole("button", { name: "Delete" }).click();
  await question.getByRole("region", { name: "Grace Hopper deleted this." }).waitFor();
  expect(await question.getByRole("button", { name: "Delete" }).count()).toBe(0);
  await question.getByRole("button", { name: "Close" }).click();
  await question.waitFor({ state: "detached" });
  expect(await ada.getByRole("row", { name: /Caulkers/ }).count()).toBe(0);
  await ada.context().close();
  await grace.context().close();
});

test("settings that another tab shows are in nobody's way, and those of the same tab are asked about", async () => {
  const [ada, grace] = [await openDeaf("/settings/dns"), await world.open("/settings", { as: "colleague" })];
  await ada.getByLabel(/^Search domain/).fill("ada.example");
  await grace.getByLabel(/^Legal name/).fill("Acme Harbour Ltd");
  await grace.getByRole("button", { name: "Save" }).click();
  await grace.getByText("Saved.").first().waitFor();
  await ada.getByRole("button", { name: "Save" }).click();
  await ada.getByText("Saved.").first().waitFor();
  expect(await saved("/account/settings")).toMatchObject({
    legal_name: "Acme Harbour Ltd",
    search_domain: "ada.example",
  });

  await grace.goto(`/${world.running.account.slug}/console/settings/dns`);
  await grace.getByLabel(/^Search domain/).fill("grace.example");
  await grace.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => saved("/account/settings")).toMatchObject({ search_domain: "grace.example" });
  await ada.getByLabel(/^Search domain/).fill("ada.test");
  await ada.getByRole("button", { name: "Save" }).click();
  const notice = ada.getByRole("region", { name: "Grace Hopper changed this while you had it open." });
  await notice.getByRole("listitem").filter({ hasText: "Yoursada.testTheirsgrace.example" }).waitFor();
  expect(await saved("/account/settings")).toMatchObject({ search_domain: "grace.example" });
  await ada.context().close();
  await grace.context().close();
});

test("one's own saving is nobody else's change", async () => {
  const page = await world.open("/settings/dns");
  for (const domain of ["one.example", "two.example"]) {
    await page.getByLabel(/^Search domain/).fill(domain);
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => saved("/account/settings")).toMatchObject({ search_domain: domain });
  }
  await page.waitForTimeout(1_000);
  expect(await page.getByRole("region", { name: /changed this/ }).count()).toBe(0);
  expect(await page.getByLabel(/^Search domain/).inputValue()).toBe("two.example");
  await page.context().close();
});
