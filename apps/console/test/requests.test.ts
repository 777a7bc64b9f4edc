import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const HOUR_SECONDS = 3_600;
const HOUR_MS = HOUR_SECONDS * 1_000;

let world: ConsoleWorld;
beforeAll(async () => {
  world = await createConsoleWorld();
  const { id } = world.things.resource;
  await world.running.api("PATCH", `/resources/${id}`, { resource: { is_requestable: true } });
}, START_TIMEOUT_MS);
afterAll(() => world[Symbol.asyncDispose]());

async function asked(name: string): Promise<{ readonly id: string }> {
  const actor = await world.things.created("/actors", { actor: { name, type: "service_account" } });
  return world.things.created("/access/requests", {
    access_request: {
      actor_id: actor.id,
      resource_id: world.things.resource.id,
      duration_secs: HOUR_SECONDS,
      reason: "Repairs",
    },
  });
}

async function requestNow(id: string) {
  return (await world.running.api("GET", `/access/requests/${id}`)).body.data;
}

test("an administrator gives access for a time of their choice, and sees when it ends", async () => {
  const { id } = await asked("Crane");
  const page = await world.open("/requests?status=pending");
  await page
    .getByRole("row", { name: /Crane Shed Repairs 1 hour Pending/ })
    .getByRole("link", { name: "Crane" })
    .click();
  const panel = page.getByRole("dialog", { name: "Crane asks for Shed" });
  expect(await panel.getByLabel(/^For how long/).inputValue()).toBe("1");
  await panel.getByLabel(/^For how long/).fill("3");
  await panel.getByLabel(/^Note/).fill("Until noon");
  await panel.getByRole("button", { name: "Decide" }).click();
  await panel.waitFor({ state: "detached" });
  await page.getByLabel("Status").selectOption("Approved");
  await page.getByRole("row", { name: /Crane Shed Repairs 1 hour Approved ends in 3 hours/ }).waitFor();
  const { note, access_ends_at: ends, decided_at: decided } = await requestNow(id);
  expect(note).toBe("Until noon");
  expect(Math.abs(Date.parse(ends) - Date.parse(decided) - 3 * HOUR_MS)).toBeLessThan(1_000);
  await page.context().close();
});

test("access is given by membership in a group that has a policy for the resource", async () => {
  const { id } = await asked("Winder");
  const page = await world.open(`/requests/${id}`);
  await page.getByLabel(/^Decision/).selectOption("Approve, by membership in a group");
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText("Group is required.").waitFor();
  await page.getByLabel(/^Group/).click();
  await page.getByRole("option", { name: "Pilots" }).click();
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await requestNow(id)).toMatchObject({ status: "approved", group_id: world.things.group.id });
  await page.context().close();
});

test("access that was given is ended before its time, with a note, and the request says by whom", async () => {
  const { id } = await asked("Hoist");
  await world.running.api("POST", `/access/requests/${id}/approve`, { access_request: {} });
  const page = await world.open(`/requests/${id}`);
  const panel = page.getByRole("dialog");
  await panel.getByRole("button", { name: "End the access now" }).click();
  await panel.getByText("The policy that was made for this request goes").waitFor();
  await panel.getByLabel(/^Note/).fill("The repair is done");
  await panel.getByRole("button", { name: "End it" }).click();
  await panel.waitFor({ state: "detached" });
  await page
    .getByRole("row", { name: /Hoist Shed Repairs 1 hour Ended/ })
    .getByRole("link", { name: "Hoist" })
    .click();
  await page.getByText("Ended by", { exact: true }).waitFor();
  await page.getByText("Ada Lovelace", { exact: true }).last().waitFor();
  expect(await requestNow(id)).toMatchObject({ status: "ended", end_note: "The repair is done" });
  await page.context().close();
});

test("a request is refused with a note, by administrators only", async () => {
  const { id } = await asked("Pulley");
  const onlooker = await world.open(`/requests/${id}`, { as: "auditor" });
  const decide = onlooker.getByRole("button", { name: "Decide" });
  await decide.waitFor();
  expect(await decide.getAttribute("aria-disabled")).toBe("true");
  await onlooker.context().close();

  const page = await world.open(`/requests/${id}`);
  await page.getByLabel(/^Decision/).selectOption("Refuse");
  expect(await page.getByLabel(/^For how long/).count()).toBe(0);
  await page.getByLabel(/^Note/).fill("Ask your team");
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByRole("row", { name: /Pulley Shed Repairs 1 hour Refused/ }).waitFor();
  expect(await requestNow(id)).toMatchObject({ status: "refused", note: "Ask your team", access_ends_at: null });
  await page.context().close();
});

test("one asks for access oneself, for what may be asked for", async () => {
  const page = await world.open("/requests/new", { as: "network_admin" });
  await page.getByLabel(/^Resource/).click();
  await page.getByRole("option", { name: "Shed" }).click();
  await page.getByLabel("Unit").selectOption("Days");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByRole("row", { name: /The network_admin Shed 1 day Pending lapses/ }).waitFor();
  await page.context().close();
});
