// The way of an administrator who has never seen it: from an empty folder to the first connection, by what the screen says.
// Browsers, portal, relay, gateway and client are the real ones, each on a machine of the lab; commands are typed as shown.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Host } from "../../../lab/src/network/host.ts";
import { Network } from "../../../lab/src/network/network.ts";
import { LabProcess } from "../../../lab/src/network/process.ts";
import * as at from "../../../lab/src/world/addresses.ts";
import { Machine } from "../../../lab/src/world/machine.ts";
import { Premises } from "../../../lab/src/world/premises.ts";
import { PROGRAMS } from "../../../lab/src/world/programs.ts";
import { until } from "../../../lab/src/world/until.ts";
import { makePackage } from "../../../tools/package/debian-package.ts";

const DESK_IP = "203.0.113.60";
const PORTAL = `http://${at.PORTAL_IP}:${at.PORTAL_PORT}`;
const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const JOURNEY_MS = 8 * 60_000;
const PATIENCE_MS = 60_000;
/** Until a package is fetched and installed. */
const INSTALL_MS = 2 * 60_000;
const ADMINISTRATOR = { name: "Grace Hopper", email: "grace@quay.example", password: "an administrator's password" };
const PERSON = { name: "Ada Lovelace", email: "ada@quay.example", password: "a person's own password" };

const SCREENSHOTS = process.env.SCREENSHOTS;
const REPOSITORY = join(import.meta.dirname, "../../..");
/** Of a machine, what installing a package may touch, without what apt, dpkg and other labs write down for themselves. */
const LIST = `find /etc /usr /var -xdev -maxdepth 3 \\( -path /etc/netns -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/cache -o -path /var/log \\) -prune -o -print | sort`;
const typed: LabProcess[] = [];
const browsers: Browser[] = [];
let packages: string;

beforeAll(async () => {
  packages = mkdtempSync(join(tmpdir(), "journey-packages-"));
  await makePackage({ root: REPOSITORY, to: packages, isQuick: true, say: () => undefined });
}, JOURNEY_MS);
afterAll(() => rmSync(packages, { recursive: true }));

afterEach(async () => {
  await Promise.all(browsers.splice(0).map((browser) => browser.close()));
  await Promise.all(typed.splice(0).map((program) => program.stop()));
});

/** The lab with nothing but a portal in it, on an empty folder, and the link that it printed. */
async function newPortal(network: Network, premises: Premises): Promise<string> {
  await premises.buildInternet();
  await premises.buildOffice();
  await premises.buildHomes();
  await premises.open();
  const words = ["--listen", `0.0.0.0:${at.PORTAL_PORT}`, "--data", join(network.folder, "data"), "serve"];
  const portal = premises.portal.startNode("portal", PROGRAMS.portal, words, {
    env: { WEB_EXTERNAL_URL: PORTAL, PACKAGES_FOLDER: packages },
  });
  const [, link = ""] = /"link":"([^"]+)"/.exec(await portal.line(/"link"/, PATIENCE_MS)) ?? [];
  return link;
}

/** A browser on that machine. */
async function browse(host: Host, folder: string): Promise<Page> {
  const program = join(folder, `browser-${host.name}`);
  writeFileSync(program, `#!/bin/sh\nexec ip netns exec ${host.namespace} ${CHROMIUM} "$@"\n`, { mode: 0o755 });
  return openBrowser(program);
}

async function openBrowser(executablePath: string): Promise<Page> {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  browsers.push(browser);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

let pictures = 0;
async function picture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  pictures += 1;
  await page.screenshot({ path: join(SCREENSHOTS, `journey-${String(pictures).padStart(2, "0")}-${name}.png`) });
}

/** What the console shows to be typed, in the tab of that name. */
async function shownCommand(page: Page, tab: string): Promise<string> {
  await page.getByRole("tab", { name: tab, exact: true }).click();
  return page.getByRole("tabpanel").locator("pre").last().innerText();
}

function type(machine: Machine, command: string): LabProcess {
  const program = machine.type(command);
  typed.push(program);
  return program;
}

/** A site whose gateway is started by the command as it is shown; its arrival lights up by itself. */
async function deploySite(page: Page, name: string, tab: string, start: (command: string) => void): Promise<void> {
  await page.getByRole("link", { name: "Sites", exact: true }).first().click();
  await page.getByRole("link", { name: "New site" }).first().click();
  await page.getByLabel(/^Name/).fill(name);
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("button", { name: "Make a token" }).click();
  start(await shownCommand(page, tab));
  await picture(page, "deploy");
  await page.getByRole("status").getByText("is connected.").waitFor();
  await picture(page, "connected");
}

/** Goes on from the gateway: the form knows the site. */
async function addResource(page: Page, name: string, address: string, site: string): Promise<void> {
  await page.getByRole("link", { name: "Next: add a resource" }).click();
  const form = page.getByRole("dialog", { name: "New resource" });
  await form.getByLabel(/^Name/).fill(name);
  await form.getByLabel(/^Address \(/).fill(address);
  await form.getByText(site).waitFor();
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name }).waitFor();
}

async function addPerson(page: Page): Promise<void> {
  await page.getByRole("link", { name: "People", exact: true }).click();
  await page.getByRole("link", { name: "New person" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel(/^Name/).fill(PERSON.name);
  await form.getByLabel(/^E-mail address/).fill(PERSON.email);
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: PERSON.name }).waitFor();
  await page.getByRole("link", { name: "Set a password" }).click();
  await form.getByLabel(/^New password/).fill(PERSON.password);
  await picture(page, "password");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
}

async function addGroup(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "Groups" }).click();
  await page.getByRole("link", { name: "New group" }).first().click();
  await page.getByLabel(/^Name/).fill(name);
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name }).waitFor();
  await page.getByRole("combobox", { name: "Add a member …" }).click();
  await page.keyboard.type("Ada");
  await page.getByRole("option", { name: /^Ada Lovelace/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Add" }).click();
  await page.getByRole("cell", { name: PERSON.name, exact: true }).waitFor();
}

/** A person follows the address that the client prints, in a browser beside it. */
async function signInOn(laptop: Machine, command: string, folder: string): Promise<LabProcess> {
  const client = type(laptop, command);
  const [address = ""] = /http\S+/.exec(await client.line(/http:\/\/\S+code_challenge=/, INSTALL_MS)) ?? [];
  const page = await browse(laptop.host, folder);
  await page.goto(address);
  await page.getByLabel("E-mail address").nth(1).fill(PERSON.email);
  await page.getByLabel("Password").fill(PERSON.password);
  await page.getByRole("button", { name: "Sign in with password" }).click();
  await page.getByRole("link", { name: "Yes, sign it in" }).click();
  await page.getByText("You are signed in").waitFor();
  return client;
}

test("from an empty folder to the first connection, by what is on the screen", { timeout: JOURNEY_MS }, async () => {
  const network = new Network();
  await using _ = { [Symbol.asyncDispose]: () => network.remove() };
  const premises = new Premises(network, {});
  const link = await newPortal(network, premises);
  const desk = network.host("desk");
  await premises.internet.plug(desk, "eth0", { addresses: [`${DESK_IP}/24`] });
  const boot = (host: Host) => Machine.boot(host);
  const [relay, gateway, laptop] = await Promise.all(
    [premises.relays[0], premises.gateways[0], premises.laptop].map(boot),
  );

  // The administrator follows the link that the program printed, and starts the relay that the page speaks of.
  const page = await browse(desk, network.folder);
  await page.goto(link);
  await page.getByLabel("Name of your organisation").fill("Quay");
  await page.getByLabel("Your name").fill(ADMINISTRATOR.name);
  await page.getByLabel("Your e-mail address").fill(ADMINISTRATOR.email);
  await page.getByLabel("Password").fill(ADMINISTRATOR.password);
  await picture(page, "set-up");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("heading", { name: "Quay is ready" }).waitFor();
  await picture(page, "ready");
  const relayCommand = (await page.locator("pre").innerText()).replace("<its public address>", at.RELAY_IPS[0]);
  await type(relay, `cd /opt/firezone\n${relayCommand}`).line(/joined the portal/);

  // The console says what comes first, and each page what comes next.
  await page.getByRole("link", { name: "Open the console" }).click();
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  await picture(page, "first-steps");
  // As on a machine that never had one.
  await gateway.run(`rm -rf /var/lib/firezone /var/lib/dev.firezone.client; ${LIST} > /run/files`);
  await deploySite(page, "Lisbon office", "Debian", (command) => type(gateway, command));
  await addResource(page, "Intranet", at.INTRANET, "Lisbon office");
  await addPerson(page);
  await addGroup(page, "Staff");

  // The grant, with who gains by it.
  await page.getByRole("link", { name: "Grant access" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel(/^Resource/).click();
  await page.getByRole("option", { name: "Intranet" }).click();
  await form.getByText("Gained: 1").waitFor();
  await form.getByText(`${PERSON.name} to Intranet`).waitFor();
  await picture(page, "grant");
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("row", { name: /Staff Intranet Always Enabled/ }).waitFor();

  // The person's computer, by the commands as they are shown.
  await page.getByRole("link", { name: "Clients", exact: true }).click();
  await page.getByRole("link", { name: "Connect a device" }).first().click();
  const connect = await shownCommand(page, "A person");
  await picture(page, "connect");
  const client = await signInOn(laptop, connect, network.folder);
  await client.line(/tunnel device configured/);
  await page.keyboard.press("Escape");
  await page
    .getByRole("row", { name: /Ada Lovelace/ })
    .getByText("Online")
    .waitFor();

  // The page comes through the tunnel, and the console shows it.
  const body = await until("the page", () => laptop.run(`curl -sS --max-time 5 http://${at.INTRANET}/`));
  expect(body).toContain("Welcome to");
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("link", { name: "Clients online 1" }).waitFor();
  await page.getByRole("heading", { name: "First steps" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page
    .getByRole("table", { name: "Connected now" })
    .getByRole("row", { name: /Ada Lovelace.*Intranet/ })
    .waitFor();
  await picture(page, "overview");
  await page.getByRole("link", { name: "Logs" }).click();
  await page.getByRole("link", { name: "Sessions" }).click();
  await page.getByRole("row", { name: /Ada Lovelace Client 203\.0\.113\.40/ }).waitFor();

  // Purged, the package leaves the gateway's machine as it was.
  await Promise.all(typed.splice(0).map((program) => program.stop()));
  await gateway.run("apt-get purge -y firezone");
  expect(await gateway.run(`${LIST} | diff /run/files -`)).toBe("");
});

test("npm start ends with what a newcomer needs for a site of their own", { timeout: JOURNEY_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "journey-"));
  await using _ = { [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }) };
  const words = [join(REPOSITORY, "lab/src/demo/main.ts"), "--data", join(folder, "data")];
  const start = new LabProcess("npm start", process.execPath, words);
  typed.push(start);
  await start.line(/Ctrl-C/, JOURNEY_MS);
  const [, console = "", email = "", password = ""] =
    /the console\s+(\S+)\s+sign in as (\S+) with the password (\S+)/.exec(start.output) ?? [];
  const [, prompt = ""] = /^\s+(nsenter .*)$/m.exec(start.output) ?? [];
  const [, laptop = ""] = /the page\s+(ip netns exec \S+)/.exec(start.output) ?? [];

  const page = await openBrowser(CHROMIUM);
  await page.goto(console);
  await page.getByLabel("E-mail address").nth(1).fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in with password" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await deploySite(page, "Attic", "Shell", (command) => {
    typed.push(new LabProcess("prompt", "sh", ["-c", `${prompt} -c "$COMMAND"`], { env: { COMMAND: command } }));
  });
  await addResource(page, "Wiki", at.WIKI, "Attic");
  await page.getByRole("link", { name: "Grant access" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel(/^Group/).click();
  await page.getByRole("option", { name: "Staff" }).click();
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("row", { name: /Staff Wiki Always Enabled/ }).waitFor();
  const fetched = await until("the page", async () => {
    const curl = new LabProcess("curl", "sh", ["-c", `${laptop} curl -sS --max-time 5 http://${at.WIKI}/`]);
    return (await curl.exited).code === 0 && curl.output;
  });
  expect(fetched).toContain("Welcome to");
});
