import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessibility.ts";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const CROWD = 7;

let world: ConsoleWorld;
/** A group of seven, besides the one that may reach something already. */
let crowd: { readonly id: string };
beforeAll(async () => {
  world = await createConsoleWorld();
  crowd = await world.things.created("/groups", { group: { name: "Crowd" } });
  const memberships = [];
  for (let number = 1; number <= CROWD; number++) {
    const actor = await world.things.created("/actors", {
      actor: { name: `Crane ${number}`, type: "service_account" },
    });
    memberships.push({ actor_id: actor.id });
  }
  await world.running.api("PUT", `/groups/${crowd.id}/memberships`, { memberships });
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

test("the form of a policy says who would gain and lose access, as soon as it could be saved", async () => {
  const { resource, policy } = world.things;
  const page = await world.open(`/policies/new?group=${crowd.id}&resource=${resource.id}`);
  const difference = page.getByRole("status", { name: "Who gains and loses access" });
  await difference.getByText(`Gained: ${CROWD}`).waitFor();
  expect(
    await difference
      .getByRole("listitem")
      .filter({ hasText: /^Crane \d to Shed$/ })
      .count(),
  ).toBe(5);
  await difference.getByText("and 2 more").waitFor();

  await page.goto(`/${world.running.account.slug}/console/policies/${policy.id}/edit`);
  await page.getByLabel(/^Group/).click();
  await page.getByRole("option", { name: "Crowd" }).click();
  await difference.getByText("Lost: 1").waitFor();
  await difference.getByText("Winch to Shed").waitFor();
  await difference.getByText(`Gained: ${CROWD}`).waitFor();
  await page.context().close();
});

test("who loses access is shown before a policy is disabled or a member removed, and nothing is done until then", async () => {
  const { group, policy } = world.things;
  const page = await world.open("/policies");
  const dialog = page.getByRole("alertdialog");
  await page
    .getByRole("row", { name: /Pilots Shed/ })
    .getByRole("button", { name: "Disable" })
    .click();
  await dialog.getByText("Lost: 1").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });

  await page.goto(`/${world.running.account.slug}/console/groups/${group.id}`);
  await page.getByRole("button", { name: "Remove Winch" }).click();
  await dialog.getByText("Winch to Shed").waitFor();
  expect((await world.running.api("GET", `/policies/${policy.id}`)).body.data.is_disabled).toBe(false);
  await dialog.getByRole("button", { name: "Remove" }).click();
  await page.getByText("Nobody is in this group").waitFor();
  await page.context().close();
});

test("a site, a person and a group say by name what goes with them and who loses what, before they go", async () => {
  const { created } = world.things;
  const site = await created("/sites", { site: { name: "Jetty" } });
  await created(`/sites/${site.id}/gateways`, { gateway: { name: "jetty-1" } });
  const resource = await created("/resources", {
    resource: { name: "Bollard", type: "cidr", address: "10.79.0.0/24", site_id: site.id },
  });
  const group = await created("/groups", { group: { name: "Lightermen" } });
  const person = await created("/actors", {
    actor: { name: "Rope walker", type: "account_user", email: "rope@acme.example" },
  });
  await world.running.api("PUT", `/groups/${group.id}/memberships`, { memberships: [{ actor_id: person.id }] });
  await created("/policies", { policy: { group_id: group.id, resource_id: resource.id } });
  const page = await world.open(`/sites/${site.id}`);
  const dialog = page.getByRole("alertdialog");
  const asked = async (path: string, button: string) => {
    await page.goto(`/${world.running.account.slug}/console${path}`);
    await page.getByRole("button", { name: button, exact: true }).first().click();
    await dialog.getByText("Rope walker to Bollard").waitFor();
    await dialog.getByText("Lost: 1").waitFor();
  };
  await asked(`/sites/${site.id}`, "Delete");
  await dialog.getByRole("region", { name: "Gateways" }).getByText("jetty-1").waitFor();
  await dialog.getByRole("region", { name: "Resources" }).getByText("Bollard").waitFor();
  await dialog.getByRole("region", { name: "Policies" }).getByText("Lightermen to Bollard").waitFor();
  await asked(`/actors/${person.id}`, "Disable");
  await asked(`/actors/${person.id}`, "Delete");
  await asked(`/groups/${group.id}`, "Delete");
  await dialog.getByRole("region", { name: "Policies" }).getByText("Lightermen to Bollard").waitFor();
  await asked(`/resources/${resource.id}`, "Delete");
  await asked(`/sites/${site.id}`, "Delete");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "Sites" }).waitFor();
  expect((await world.running.api("GET", `/resources/${resource.id}`)).status).toBe(404);
  await page.context().close();
});

test("several people are added to a group at once, and a person to several groups, after one look at who gains what", async () => {
  const { group, created } = world.things;
  for (const name of ["Anchor", "Buoy"]) await created("/actors", { actor: { name, type: "service_account" } });
  const page = await world.open(`/groups/${group.id}`);
  const dialog = page.getByRole("alertdialog");
  const pick = async (search: string, name: string) => {
    await page.getByRole("combobox", { name: search }).click();
    await page.keyboard.type(name);
    await page.getByRole("option", { name }).click();
  };
  await pick("Add a member …", "Anchor");
  await pick("And somebody else …", "Buoy");
  await pick("And somebody else …", "Crane 1");
  await dialog.getByText("Gained: 3").waitFor();
  await dialog.getByRole("button", { name: "Remove Crane 1" }).click();
  await dialog.getByText("Gained: 2").waitFor();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("cell", { name: "Buoy", exact: true }).waitFor();
  const { data } = (await world.running.api("GET", `/groups/${group.id}/memberships`)).body;
  const names = data.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["Anchor", "Buoy"]));
  expect(names).not.toContain("Crane 1");

  const mast = await created("/groups", { group: { name: "Mast" } });
  const spar = await created("/actors", { actor: { name: "Spar", type: "service_account" } });
  await page.goto(`/${world.running.account.slug}/console/actors/${spar.id}`);
  await pick("Add to a group …", "Pilots");
  await pick("And to another group …", "Mast");
  await dialog.getByText("Spar to Shed").waitFor();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("main").getByRole("link", { name: "Mast" }).waitFor();
  const { data: groups } = (await world.running.api("GET", `/actors/${spar.id}/groups`)).body;
  expect(groups.map(({ id }: { id: string }) => id).sort()).toEqual([group.id, mast.id].sort());
  await page.context().close();
});

test("several are selected and deleted at once, with who loses what by all of them, by administrators only", async () => {
  const { resource, created } = world.things;
  for (const name of ["Kedge", "Sheet"]) {
    const group = await created("/groups", { group: { name } });
    const actor = await created("/actors", { actor: { name: `${name} hand`, type: "service_account" } });
    await world.running.api("PUT", `/groups/${group.id}/memberships`, { memberships: [{ actor_id: actor.id }] });
    await created("/policies", { policy: { group_id: group.id, resource_id: resource.id } });
  }
  const page = await world.open("/policies", { reducedMotion: "reduce" });
  const all = page.getByRole("checkbox", { name: "Select all on this page" });
  const both = page.getByRole("row", { name: /(Kedge|Sheet) Shed/ });
  await both.nth(1).waitFor();
  await page.getByRole("checkbox", { name: "Select Kedge to Shed" }).check();
  await page.getByRole("checkbox", { name: "Select Sheet to Shed" }).check();
  await page.getByText("2 selected").waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await all.evaluate((box) => box.matches(":indeterminate"))).toBe(true);
  await page.getByRole("button", { name: "Delete selected" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByText("Lost: 2").waitFor();
  await dialog.getByText("Kedge hand to Shed").waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("checkbox", { name: "Select Kedge to Shed" }).waitFor({ state: "detached" });
  await page.getByText("2 selected").waitFor({ state: "detached" });
  expect(await both.count()).toBe(0);
  await page.context().close();

  const auditor = await world.open("/policies", { as: "auditor" });
  await auditor.getByRole("row", { name: /Pilots Shed/ }).waitFor();
  expect(await auditor.getByRole("checkbox").count()).toBe(0);
  await auditor.context().close();
});
