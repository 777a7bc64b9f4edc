// What an administrator does all day, measured by the browser itself in an account of a given size.

import type { CDPSession, Page } from "playwright-core";
import { type AccountSize, seedLargeAccount } from "../../portal/test/large-account.ts";
import { type ConsoleWorld, createConsoleWorld, settled } from "./console-world.ts";

export type { AccountSize };

/** 2,000 policies are two of each resource. */
export const LARGE: AccountSize = { people: 10_000, groups: 200, resources: 1_000 };

export interface InteractionFigures {
  readonly name: string;
  /** From the input to the next paint, in milliseconds, in steps of 8: the longest of its keys and clicks. */
  readonly paintMs: number;
  /** From the last input until what was asked for is there, with the pause of whoever types and the portal's answer. */
  readonly dataMs: number;
  /** CPU time of the page's main thread for all of it, which a busy machine does not lengthen. */
  readonly mainThreadMs: number;
}

interface Interaction {
  readonly name: string;
  readonly from: string;
  /** Where the measure shall begin later than at the page: a form that is filled in so far. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  readonly act: (page: Page) => Promise<unknown>;
  /** In the page: whether what was asked for is there. */
  readonly shown: string;
}

/** Entries below this are not reported by the browser. */
const LEAST_MS = 16;
/** Entries of a paint come a little after it. */
const ENTRIES_MS = 100;
const PATIENCE_MS = 20_000;
/** Rows; a page has 50. */
const FEW = 20;
const PROBE = `
  globalThis.probe = { entries: [], lastInput: 0 };
  const keep = (list) => probe.entries.push(...list.getEntries().filter(({ interactionId }) => interactionId > 0));
  probe.observer = new PerformanceObserver(keep);
  probe.observer.observe({ type: "event", durationThreshold: ${LEAST_MS} });
  for (const kind of ["pointerup", "keydown"])
    addEventListener(kind, ({ timeStamp }) => { probe.lastInput = timeStamp; }, { capture: true });
  probe.untilShown = (isShown) => new Promise((resolve, reject) => {
    const look = () => {
      const waited = performance.now() - probe.lastInput;
      if (isShown()) resolve(waited);
      else if (waited > ${PATIENCE_MS}) reject(new Error("not shown: " + isShown));
      else requestAnimationFrame(look);
    };
    look();
  });
`;
/** The list, once it has few rows and one of them says that. */
const found = (text: string) =>
  `document.querySelectorAll("main tbody tr").length < ${FEW} && document.querySelector("main table[aria-busy=false] tbody")?.innerText.includes(${JSON.stringify(text)})`;
const heading = (text: string) => `document.querySelector("h1")?.innerText === ${JSON.stringify(text)}`;
const ROWS = `document.querySelector("main table[aria-busy=false] tbody a, main table[aria-busy=false] tbody td")`;

const open = (link: string, from = ""): Interaction => ({
  name: `open ${link}`,
  from,
  act: (page) => page.getByRole("link", { name: link, exact: true }).first().click(),
  shown: `${heading(link)} && ${ROWS}`,
});
const search = (list: string, path: string, kind: string, number: number): Interaction => ({
  name: `search ${list}`,
  from: path,
  prepare: (page) => page.getByRole("searchbox").focus(),
  act: (page) => page.keyboard.type(String(number)),
  shown: found(`${kind} ${number}`),
});
const nextPage = (list: string, path: string): Interaction => ({
  name: `next page of ${list}`,
  from: path,
  act: (page) => page.getByRole("button", { name: "Next" }).click(),
  shown: `location.search.includes("page=") && ${ROWS}`,
});
const item = (kind: string, path: string, name: string, ready = "true"): Interaction => ({
  name: `open a ${kind}`,
  from: `${path}?search=${encodeURIComponent(name)}`,
  act: (page) => page.getByRole("link", { name, exact: true }).click(),
  shown: `${heading(name)} && ${ready} && !document.querySelector("[aria-busy=true]")`,
});
const look = async (page: Page, field: string, name: string) => {
  await page.getByLabel(new RegExp(`^${field}`)).click();
  // Selects have options, too.
  const options = page.getByRole("listbox").locator("[role=option]");
  await options.first().waitFor();
  await page.keyboard.type(name);
  await options.getByText(name, { exact: true }).waitFor();
};
const option = (name: string) =>
  `[...document.querySelectorAll("[role=option]")].some(({ innerText }) => innerText === ${JSON.stringify(name)})`;

/** Lists and what is in them; things somewhere in the middle are looked for. */
function ofLists({ people, groups, resources }: AccountSize): readonly Interaction[] {
  const person = Math.floor(people * 0.4242);
  const group = Math.floor(groups * 0.935);
  const resource = Math.floor(resources * 0.742);
  return [
    {
      ...open("Overview", "/people"),
      shown: `${heading("Overview")} && /Policies\\s+[\\d,]+/.test(document.querySelector("main").innerText)`,
    },
    open("People"),
    open("Groups"),
    open("Resources"),
    open("Policies"),
    open("Sites"),
    open("Logs"),
    search("people", "/people", "Person", person),
    search("groups", "/groups", "Group", group),
    search("resources", "/resources", "Net", resource),
    search("policies", "/policies", "Net", resource),
    {
      name: "sort people",
      from: "/people",
      act: (page) => page.getByRole("button", { name: "E-mail address" }).click(),
      shown: `location.search.includes("sort=email") && ${ROWS}`,
    },
    nextPage("people", "/people"),
    nextPage("policies", "/policies"),
    item("person", "/people", `Person ${person}`),
    item("group", "/groups", `Group ${group}`, ROWS),
    item("resource", "/resources", `Net ${resource}`, ROWS),
  ];
}

/** The form of a policy, with what it searches, and the command palette. */
function ofForms({ people, resources }: AccountSize): readonly Interaction[] {
  const person = `Person ${Math.floor(people * 0.4242)}`;
  const net = `Net ${Math.floor(resources * 0.742)}`;
  return [
    {
      name: "open the form of a new policy",
      from: "/policies",
      act: (page) => page.getByRole("link", { name: "New policy" }).first().click(),
      shown: `document.querySelector("[role=dialog] form")`,
    },
    {
      name: "open a picker",
      from: "/policies/new",
      act: (page) => page.getByLabel(/^Resource/).click(),
      shown: `document.querySelector("[role=option]")`,
    },
    {
      name: "search in a picker",
      from: "/policies/new",
      prepare: (page) => page.getByLabel(/^Resource/).click(),
      act: (page) => page.keyboard.type(net),
      shown: option(net),
    },
    {
      name: "who gains by a policy for everyone",
      from: "/policies/new",
      prepare: async (page) => {
        await look(page, "Resource", net);
        await page.keyboard.press("Enter");
        await look(page, "Group", "Everyone");
      },
      act: (page) => page.keyboard.press("Enter"),
      shown: `document.querySelector("[role=dialog]")?.innerText.includes("Gained: ")`,
    },
    {
      name: "open the command palette",
      from: "/people",
      act: (page) => page.keyboard.press("Control+k"),
      shown: `document.querySelector("[role=dialog] [role=option]")`,
    },
    {
      name: "search in the command palette",
      from: "/people",
      prepare: (page) => page.keyboard.press("Control+k"),
      act: (page) => page.keyboard.type("pol"),
      shown: option("Policies"),
    },
    {
      name: "find a person by the command palette",
      from: "/people",
      prepare: (page) => page.keyboard.press("Control+k"),
      act: (page) => page.keyboard.type(person),
      shown: option(person),
    },
  ];
}

/** A console over an account with that many things, on an embedded database. */
export async function createLargeWorld(size: AccountSize): Promise<ConsoleWorld> {
  const world = await createConsoleWorld();
  await seedLargeAccount(world.running, world.things.site.id, size);
  return world;
}

/** Does everything once in each round, and gives the median of each. */
export async function measureInteractions(
  world: ConsoleWorld,
  size: AccountSize,
  rounds: number,
  tell: (figures: InteractionFigures) => void = () => undefined,
): Promise<InteractionFigures[]> {
  const page = await world.open("");
  await page.addInitScript({ content: PROBE });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const figures: InteractionFigures[] = [];
  for (const interaction of [...ofLists(size), ...ofForms(size)]) {
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round++) samples.push(await measure(world, page, session, interaction));
    const middle = (figure: keyof Sample) => median(samples.map((sample) => sample[figure]));
    const one = {
      name: interaction.name,
      paintMs: middle("paintMs"),
      dataMs: middle("dataMs"),
      mainThreadMs: middle("mainThreadMs"),
    };
    tell(one);
    figures.push(one);
  }
  await page.context().close();
  return figures;
}

type Sample = Omit<InteractionFigures, "name">;

async function measure(world: ConsoleWorld, page: Page, session: CDPSession, one: Interaction): Promise<Sample> {
  await page.goto(`/${world.running.account.slug}/console${one.from}`);
  await settled(page);
  await one.prepare?.(page);
  await page.waitForTimeout(ENTRIES_MS);
  await page.evaluate("probe.observer.takeRecords(); probe.entries.length = 0");
  const before = await mainThread(session);
  await one.act(page);
  const dataMs = await page.evaluate<number>(`probe.untilShown(() => ${one.shown})`);
  const after = await mainThread(session);
  await page.waitForTimeout(ENTRIES_MS);
  const paintMs = await page.evaluate<number>(
    `Math.max(${LEAST_MS}, ...[...probe.entries, ...probe.observer.takeRecords()].map(({ duration }) => duration))`,
  );
  return { paintMs, dataMs, mainThreadMs: after - before };
}

/** Milliseconds of CPU that the page's main thread has used. */
async function mainThread(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) / 2)] ?? Number.NaN;
}
