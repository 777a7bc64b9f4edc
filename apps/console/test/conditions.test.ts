import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FakeDevice } from "../../portal/test/fake-device.ts";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const GERMANY = { property: "remote_ip_location_region", operator: "is_in", values: ["DE"] };
const VERIFIED = { property: "client_verified", operator: "is", values: ["true"] };

let world: ConsoleWorld;
let device: FakeDevice;
beforeAll(async () => {
  world = await createConsoleWorld();
  device = await FakeDevice.connect(world.running.url, "client", world.things.clientToken.token);
  await device.join();
}, START_TIMEOUT_MS);
afterAll(async () => {
  device.close();
  await world[Symbol.asyncDispose]();
});

const path = () => `/policies/${world.things.policy.id}`;
const stored = async () => (await world.running.api("GET", path())).body.data;
const store = async (policy: object) => {
  const { status } = await world.running.api("PATCH", path(), { policy });
  expect(status).toBe(200);
};

async function openForm(): Promise<{ page: Page; rule: Locator }> {
  const page = await world.open(`${path()}/edit`);
  const rule = page.getByRole("group", { name: "Conditions", exact: true });
  await rule.waitFor();
  return { page, rule };
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

test("a plain list stays one, and grows into a tree without loss when it says more", async () => {
  await store({ conditions: [GERMANY], condition_tree: null });
  const { page, rule } = await openForm();
  await rule.getByText("Members of the group may reach it when the country is Germany.").waitFor();
  await rule.getByRole("button", { name: "Add a condition to the conditions" }).click();
  const second = rule.getByRole("group", { name: /^2 of 2/ });
  // The first of what it offers has the focus, to go on from there.
  const focused = () => page.evaluate<string | null>("document.activeElement.getAttribute('aria-label')");
  await expect.poll(focused).toBe("What is looked at");
  await second.getByLabel("What is looked at").selectOption("Verified client");
  await page.getByRole("button", { name: "Save" }).waitFor();
  await save(page);
  expect(await stored()).toMatchObject({ conditions: [GERMANY, VERIFIED] });
  expect((await stored()).condition_tree).toBeUndefined();

  const again = await openForm();
  await again.rule.getByLabel(/^How many must hold: the conditions/).selectOption("Any of these");
  await again.rule.getByText("the country is Germany or the client is verified").waitFor();
  await save(again.page);
  expect(await stored()).toMatchObject({ conditions: [], condition_tree: { any: [GERMANY, VERIFIED] } });
  await page.context().close();
  await again.page.context().close();
});

test("what was not edited is saved in the form that it had", async () => {
  const condition_tree = { not: { all: [GERMANY] } };
  await store({ conditions: [VERIFIED], condition_tree });
  const { page } = await openForm();
  await page.getByLabel("Description").fill("As it was");
  await save(page);
  expect(await stored()).toMatchObject({ conditions: [VERIFIED], condition_tree, description: "As it was" });
  await page.context().close();
});

test("parts are nested, moved and removed with the keyboard alone, and the focus stays near", async () => {
  await store({ conditions: [GERMANY, VERIFIED], condition_tree: null });
  const { page, rule } = await openForm();
  const focused = () => page.evaluate<string | null>("document.activeElement.getAttribute('aria-label')");
  await rule.getByRole("button", { name: "Move down: the country is Germany" }).press("Enter");
  await rule.getByRole("group", { name: "2 of 2: the country is Germany" }).waitFor();
  await expect.poll(focused).toBe("2 of 2: the country is Germany");
  await page.getByRole("status").filter({ hasText: "Moved: now 2 of 2." }).waitFor({ state: "attached" });

  await rule.getByRole("button", { name: "More for: the client is verified" }).press("Enter");
  await page.getByRole("menuitem", { name: "Put into a group of its own" }).press("Enter");
  const group = rule.getByRole("group", { name: "1 of 2: Group: any of these, 1 inside" });
  await group.waitFor();
  await rule.getByRole("button", { name: "More for: the country is Germany" }).press("Enter");
  await page.getByRole("menuitem", { name: "Move into the group above" }).press("Enter");
  await rule.getByRole("group", { name: "1 of 1: Group: any of these, 2 inside" }).waitFor();
  await expect.poll(focused).toBe("2 of 2: the country is Germany");
  await rule.getByLabel(/^How many must hold: Group/).selectOption("None of these");
  await rule.getByText("none of this holds: the client is verified or the country is Germany").waitFor();

  await rule.getByRole("button", { name: "Remove: the country is Germany" }).press("Enter");
  await expect.poll(focused).toBe("1 of 1: the client is verified");
  await rule.getByRole("button", { name: "Remove: the client is verified" }).press("Enter");
  await expect.poll(focused).toBe("1 of 1: Group: none of these, 0 inside");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await rule.getByText("Put a condition into this group, or remove it.").waitFor();
  await expect.poll(focused).toBe("1 of 1: Group: none of these, 0 inside");
  // Whoever goes on elsewhere is not called back by what is still unfinished.
  const quantifier = rule.getByLabel(/^How many must hold: the conditions/);
  await quantifier.focus();
  await quantifier.selectOption("Any of these");
  await rule.getByText("Members of the group may reach it when nothing yet.").waitFor();
  expect(await focused()).toBe("How many must hold: the conditions");
  await page.context().close();
});

test("every kind of condition can be given its values", async () => {
  await store({ conditions: [], condition_tree: null });
  const { page, rule } = await openForm();
  const add = rule.getByRole("button", { name: "Add a condition to the conditions" });
  const last = async (what: string) => {
    await add.click();
    const count = await rule.getByLabel("What is looked at").count();
    const card = rule.getByRole("group", { name: new RegExp(`^${count} of ${count}`) });
    await card.getByLabel("What is looked at").selectOption(what);
    return card;
  };
  const pick = async (card: Locator, label: string, typed: string, option: string) => {
    await card.getByRole("combobox", { name: label }).click();
    await page.keyboard.type(typed);
    await page.getByRole("option", { name: option }).click();
  };
  const country = await last("Country");
  await pick(country, "Add a country …", "portu", "Portugal (PT)");
  await country.getByLabel("How").selectOption("is none of");

  const network = await last("Network");
  await network.getByRole("textbox", { name: "Addresses and networks" }).fill("198.51.100.0/24, 2001:db8::/32 house");
  await network.getByRole("textbox", { name: "Addresses and networks" }).press("Enter");
  await network.getByText("house is no address or network.").waitFor();
  // What could not be taken is not lost by saving.
  await page.getByRole("button", { name: "Save" }).click();
  await rule.getByText("Some conditions are not finished: see there.").waitFor();
  await network.getByRole("textbox", { name: "Addresses and networks" }).fill("");
  await network.getByRole("textbox", { name: "Addresses and networks" }).blur();

  const provider = await last("Sign-in provider");
  await provider.getByRole("combobox", { name: "Add a provider …" }).click();
  await page.getByRole("listbox").getByRole("option").first().click();

  const time = await last("Day and time");
  await pick(time, "Time zone", "lisbon", "Europe/Lisbon");
  await time.getByRole("button", { name: "Add hours on Monday" }).click();
  await time.getByLabel("Monday until").first().fill("12:00");
  await time.getByLabel("Monday from").nth(1).fill("13:00");
  await time.getByRole("button", { name: "All day on Sunday" }).click();
  await time.getByRole("button", { name: "Remove 09:00–17:00 on Friday" }).click();

  const version = await last("Client version");
  await version.getByLabel("Version", { exact: true }).fill("1.5.9");
  const system = await last("System version");
  await system.getByLabel("System", { exact: true }).fill("Mac OS");
  await system.getByLabel("Oldest version").fill("14.2");
  await save(page);
  const { condition_tree: tree } = await stored();
  const values = Object.fromEntries(
    tree.all.map(({ property, values }: { property: string; values: string[] }) => [property, values]),
  );
  expect(values).toMatchObject({
    remote_ip_location_region: ["PT"],
    remote_ip: ["198.51.100.0/24", "2001:db8::/32"],
    client_version: ["1.5.9"],
    os_version: ["Mac OS/14.2"],
    current_utc_datetime: [
      "M/09:00-12:00,13:00-23:59/Europe/Lisbon",
      "T/09:00-17:00/Europe/Lisbon",
      "W/09:00-17:00/Europe/Lisbon",
      "R/09:00-17:00/Europe/Lisbon",
      "U/true/Europe/Lisbon",
    ],
  });
  expect(values.auth_provider_id).toHaveLength(1);
  expect(tree.all[0].operator).toBe("is_not_in");
  await page.context().close();
});

test("what the portal refuses stands at the condition that it is about", async () => {
  await store({ conditions: [], condition_tree: { any: [VERIFIED, GERMANY] } });
  const { page, rule } = await openForm();
  // The browser's own check is the portal's, so only an answer that is changed on its way shows a refusal.
  await page.route(`**${path()}`, (route) =>
    route.request().method() === "PATCH"
      ? route.continue({ postData: route.request().postData()?.replace('["DE"]', '["XX"]') ?? "" })
      : route.continue(),
  );
  await rule.getByLabel(/^How many must hold: the conditions/).selectOption("None of these");
  await page.getByRole("button", { name: "Save" }).click();
  await rule.getByRole("group", { name: "2 of 2: the country is Germany" }).getByText("XX is no country").waitFor();
  await page.context().close();
});

test("whom the conditions let in at this moment follows what is edited", async () => {
  await store({ conditions: [], condition_tree: null });
  const { page, rule } = await openForm();
  const preview = page.getByRole("status", { name: "Who this lets in right now" });
  await preview.getByText("Let in: 1").waitFor();
  await rule.getByRole("button", { name: "Add a condition to the conditions" }).click();
  await rule.getByLabel("What is looked at").selectOption("Verified client");
  await preview.getByText("Kept out: 1").waitFor();
  await preview.getByText(/of Winch \(Verified client/).waitFor();
  await page.context().close();
});

test("lists tell conditions as a sentence", async () => {
  await store({ conditions: [], condition_tree: { any: [GERMANY, VERIFIED] } });
  const page = await world.open("/policies");
  await page.getByRole("cell", { name: "the country is Germany or the client is verified" }).waitFor();
  await page.context().close();
});
