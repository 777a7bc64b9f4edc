import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { insertPortalSession, sealSession } from "../../portal/src/auth/sessions.ts";
import { populate, type RunningPortal, runPortal } from "../../portal/test/running-portal.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const DAY_SECONDS = 86_400;
/** For whatever is to come; a machine may have other things to do. */
const PATIENCE_MS = 60_000;

/** A portal with some things in it, an administrator, and a browser that has signed the administrator in. */
export interface ConsoleWorld extends AsyncDisposable {
  readonly running: RunningPortal;
  readonly things: Awaited<ReturnType<typeof populate>>;
  /** Signs a person in, in the browser of a page: as another tab would do. */
  signIn(page: Page, as?: Person): Promise<void>;
  /** A page of a browser of its own; `as` is who looks. */
  open(path: string, options?: BrowserContextOptions & { readonly as?: Person }): Promise<Page>;
}

/** The colleague is a second administrator. */
export type Person = "admin" | "colleague" | "auditor" | "network_admin" | "person";
const ADMINISTRATORS: Partial<Record<Person, string>> = { admin: "Ada Lovelace", colleague: "Grace Hopper" };

export async function createConsoleWorld(over: Parameters<typeof runPortal>[0] = {}): Promise<ConsoleWorld> {
  const running = await runPortal(over);
  const things = await populate(running);
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const [provider] = (await running.api("GET", "/email_otp_auth_providers")).body.data;
  const people = new Map<Person, { readonly id: string }>();
  const person = async (role: Person) => {
    const known = people.get(role);
    if (known) return known;
    const administrator = ADMINISTRATORS[role];
    const actor = await things.created("/actors", {
      actor: {
        name: administrator ?? `The ${role}`,
        email: `${role.replace("_", "-")}@acme.example`,
        type: administrator ? "account_admin_user" : "account_user",
      },
    });
    if (role === "auditor" || role === "network_admin") {
      const { db } = running.portal.context;
      await db.updateTable("actors").set({ role }).where("id", "=", actor.id).execute();
    }
    people.set(role, actor);
    return actor;
  };
  const signIn = async (page: Page, as: Person = "admin") => {
    const value = await sessionFor(running, (await person(as)).id, provider.id);
    const name = `fz_session_${running.account.accountId}`;
    await page.context().addCookies([{ name, value, url: running.url, httpOnly: true, sameSite: "Lax" }]);
  };
  return {
    running,
    things,
    signIn,
    async open(path, { as = "admin", ...options } = {}) {
      const context = await browser.newContext({ baseURL: running.url, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await signIn(page, as);
      await page.goto(`/${running.account.slug}/console${path}`);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await running[Symbol.asyncDispose]();
    },
  };
}

/** Until a page shows what it is about, and is not waiting for anything. */
export async function settled(page: Page): Promise<void> {
  await page
    .getByRole("heading", { level: 1 })
    .or(page.getByRole("dialog"))
    .or(page.getByRole("alertdialog"))
    .first()
    .waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
}

/**
 * Goes to a page as a link of the console leads there, which takes a fraction of the time that loading everything anew
 * takes. @param path below `/<account>/console`
 */
export async function follow(page: Page, path: string): Promise<void> {
  const [console] = /^\/[^/]+\/console/.exec(new URL(page.url()).pathname) ?? [];
  await page.evaluate(`new Promise((rendered) => {
    const address = ${JSON.stringify(`${console}${path}`)};
    if (location.pathname + location.search === address) return rendered();
    const stop = __TSR_ROUTER__.subscribe("onRendered", () => { stop(); rendered(); });
    __TSR_ROUTER__.history.push(address);
  })`);
  await settled(page);
}

async function sessionFor(running: RunningPortal, actorId: string, authProviderId: string): Promise<string> {
  const { context } = running.portal;
  const session = {
    accountId: running.account.accountId,
    actorId,
    authProviderId,
    lifetimeSeconds: DAY_SECONDS,
    remote: { ip: "127.0.0.1", region: null, city: null, lat: null, lon: null },
    userAgent: "Chromium",
  } as const;
  const issued = await context.db.transaction().execute((trx) => insertPortalSession(trx, session, context.now()));
  return sealSession(context, issued);
}
