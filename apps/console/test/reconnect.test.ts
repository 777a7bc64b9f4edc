// What the page knows when the portal's events stop, and how it catches up: a line that goes dead, a machine that slept.

import { connect, createServer, type Socket } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { connectClient, connectGateway } from "./connected-devices.ts";
import { type ConsoleWorld, createConsoleWorld } from "./console-world.ts";

const START_TIMEOUT_MS = 90_000;
const LIVE = { timeout: 60_000 };
const OLD = "The connection to the portal is lost; what you see may be old.";

/** A way to the portal that can go dead: nothing passes, and neither end is told. */
interface Line extends AsyncDisposable {
  readonly url: string;
  isDead: boolean;
  /** Cuts what is there, and refuses what comes, until it is mended. */
  cut(): void;
  mend(): void;
}

let world: ConsoleWorld;
let line: Line;
beforeAll(async () => {
  world = await createConsoleWorld();
  line = await openLine(Number(new URL(world.running.url).port));
}, START_TIMEOUT_MS);
afterEach(() => line.mend());
afterAll(async () => {
  await line[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

async function openLine(port: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => {
        if (!made.isDead) to.write(bytes);
      });
      // Either end's word that the other is gone.
      from.on("close", () => to.destroy()).on("error", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const end = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const made: Line = {
    url: `http://127.0.0.1:${address.port}`,
    isDead: false,
    cut() {
      isCut = true;
      end();
    },
    mend() {
      isCut = false;
      made.isDead = false;
    },
    async [Symbol.asyncDispose]() {
      end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return made;
}

/** The list of clients over the line, once its events arrive. */
async function openClients(): Promise<Page> {
  const page = await world.open("/clients");
  await page.clock.install();
  const isListening = page.waitForResponse((answer) => answer.url().endsWith("/events"));
  await page.goto(`${line.url}/${world.running.account.slug}/console/clients`);
  await isListening;
  await page.getByRole("heading", { level: 1, name: "Clients" }).waitFor();
  return page;
}

const isOnline = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`${name}.*Online`) });

test("a stream that is cut says so, and what happened meanwhile is there once it is back", async () => {
  const page = await openClients();
  line.cut();
  await page.clock.runFor(6_000);
  await page.getByText(OLD).waitFor(LIVE);
  await using _laptop = await connectClient(world, "laptop", world.things.clientToken.token);
  line.mend();
  await page.clock.runFor(3_000);
  await isOnline(page, "laptop").waitFor(LIVE);
  await page.getByText(OLD).waitFor({ state: "detached" });
  await page.context().close();
});

test("a laptop that slept finds out that its line is dead as soon as it wakes, says so, and catches up", async () => {
  const page = await openClients();
  line.isDead = true;
  await using _tablet = await connectClient(world, "tablet", world.things.clientToken.token);
  // The clock jumps, and each timer that was due comes once.
  await page.clock.fastForward("08:00:00");
  await page.getByText(OLD).waitFor(LIVE);
  expect(await isOnline(page, "tablet").count()).toBe(0);
  line.isDead = false;
  // What was asked over the dead line is given up as well.
  await page.clock.fastForward(40_000);
  await isOnline(page, "tablet").waitFor(LIVE);
  await page.getByText(OLD).waitFor({ state: "detached" });
  await page.context().close();
});

test("a page that was in the background for hours looks at its line when it is seen again", async () => {
  const page = await openClients();
  line.isDead = true;
  await using _phone = await connectClient(world, "phone", world.things.clientToken.token);
  // No timer comes in a page that is frozen; the clock has gone on when it is shown.
  await page.clock.setSystemTime(Date.now() + 6 * 3_600_000);
  line.isDead = false;
  const isAskedAnew = page.waitForRequest("**/events");
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await isAskedAnew;
  await isOnline(page, "phone").waitFor(LIVE);
  await page.context().close();
});

test("a gateway that was deployed lights up by its event, and without events by asking", async () => {
  const page = await openClients();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const gateways = () => asked.filter((path) => path.endsWith("/gateways")).length;
  const deploy = async () => {
    await page.goto(`${line.url}/${world.running.account.slug}/console/sites/${world.things.site.id}/deploy`);
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByText("Waiting for the gateway to connect").waitFor();
    const [, token = ""] = /(\.SFMyNTY\.[^\s']+)/.exec(await page.locator("pre").last().innerText()) ?? [];
    return token;
  };
  const token = await deploy();
  await page.clock.runFor(3_000);
  const before = gateways();
  await page.clock.runFor(20_000);
  expect(gateways()).toBe(before);
  await using _crane = await connectGateway(world, "crane", token);
  await expect
    .poll(async () => {
      await page.clock.runFor(300);
      return page.getByText("crane is connected.").count();
    }, LIVE)
    .toBe(1);

  await page.route("**/events", (route) => route.abort());
  const second = await deploy();
  await page.clock.runFor(6_000);
  await page.getByText(OLD).waitFor(LIVE);
  await using _winch = await connectGateway(world, "winch", second);
  await page.clock.runFor(2_500);
  await page.getByText("winch is connected.").waitFor(LIVE);
  await page.context().close();
});
