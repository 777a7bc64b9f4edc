// A portal whose answers are held against its description, with people and browsers in which they are signed in.

import { expect } from "vitest";
import { insertPortalSession, sealSession } from "../src/auth/sessions.ts";
import { Browser } from "./browser.ts";
import { DescribedAnswers, readDescription } from "./described-answers.ts";
import { populate, type RunningPortal, runPortal } from "./running-portal.ts";

export type Peopled = Awaited<ReturnType<typeof runPeopled>>;

/** `now` in epoch milliseconds. */
export async function runPeopled(now?: () => number) {
  const running = await runPortal({}, now);
  const world = await populate(running);
  const described = new DescribedAnswers(await readDescription(running.url));

  /** Each answer is held against the description as well. */
  async function api(method: string, path: string, body?: unknown) {
    const answer = await running.api(method, path, body);
    const type = String(answer.headers.get("content-type")).split(";")[0];
    expect(described.objection(method, path, answer.status, type, answer.body), `${method} ${path}`).toBeUndefined();
    return answer;
  }

  return {
    running,
    world,
    api,
    async person(name: string, type = "account_admin_user"): Promise<string> {
      return (await world.created("/actors", { actor: { name, type, email: `${name}@acme.example` } })).id;
    },
    async emailProviderId(): Promise<string> {
      return (await api("GET", "/email_otp_auth_providers")).body.data[0].id;
    },
    /** A browser that is signed in as the person. */
    signedIn: (actorId: string, authProviderId: string) => signIn(running, actorId, authProviderId),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

export async function signIn(on: RunningPortal, actorId: string, authProviderId: string) {
  const { context } = on.portal;
  const remote = { ip: "192.0.2.7", region: null, city: null, lat: null, lon: null } as const;
  const owner = { accountId: on.account.accountId, actorId, authProviderId };
  const session = await context.db
    .transaction()
    .execute((trx) =>
      insertPortalSession(trx, { ...owner, lifetimeSeconds: 600, remote, userAgent: "Firefox/140.0" }, context.now()),
    );
  const browser = new Browser(on.url);
  browser.cookies.set(`fz_session_${owner.accountId}`, await sealSession(context, session));
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = {
      "x-account": on.account.slug,
      accept: "application/json",
      origin: on.url,
      "content-type": "application/json",
    };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const { status, html } = await browser.open(path, init);
    return { status, body: JSON.parse(html) };
  };
  return { call, sessionId: session.id };
}
