// What flows on for as long as somebody listens, against those who must not hear it. As abuse.test.ts, made from the
// API's own description.

import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LOG_TYPES } from "../src/logs/kinds.ts";
import { type Operation, readDescription } from "./described-answers.ts";
import { FakeDevice } from "./fake-device.ts";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";
import { seedTenant, sessionCaller, type Tenant } from "./tenant.ts";

const MARK = "foreignmark";
const ENDLESS = "text/event-stream";
/** Query parameters that choose no rows. */
const PLAIN = ["begin", "end", "operation", "object", "type"];

interface Stream {
  readonly path: string;
  readonly operation: Operation;
  readonly isEndless: boolean;
}

let running: RunningPortal;
let own: Tenant;
let foreign: Tenant;
let streams: Stream[];

beforeAll(async () => {
  running = await runPortal();
  [own, foreign] = [await seedTenant(running, "ownmark"), await seedTenant(running, MARK)];
  const { paths } = await readDescription(running.url);
  streams = Object.entries(paths).flatMap(([path, { get }]) => {
    const types = Object.keys(get?.responses[200]?.content ?? {});
    return get && types.length > 0 && !types.includes("application/json")
      ? [{ path, operation: get, isEndless: types.includes(ENDLESS) }]
      : [];
  });
}, 2 * START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

/** Everything that somebody hears, until a text comes or the stream ends. */
class Ear {
  readonly #reader: ReadableStreamDefaultReader<string>;
  heard = "";

  private constructor(reader: ReadableStreamDefaultReader<string>) {
    this.#reader = reader;
  }

  static async open(path: string, headers: Record<string, string>): Promise<Ear> {
    const answer = await fetch(`${running.url}${path}`, { headers });
    expect(answer.status, path).toBe(200);
    const body = answer.body?.pipeThrough(new TextDecoderStream());
    return new Ear(body?.getReader() ?? expect.fail("no body"));
  }

  async untilText(text: string): Promise<void> {
    while (!this.heard.includes(text)) if (!(await this.#more())) expect.fail(`ended without ${text}`);
  }

  async untilEnd(): Promise<void> {
    while (await this.#more());
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    this.heard += value ?? "";
    return !done;
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
/** Something new in an account, whose id ends what is listened for. */
async function somethingNew({ call, mark }: Tenant): Promise<string> {
  const { body } = await call("POST", "/sites", { site: { name: `New ${mark} ${crypto.randomUUID()}` } });
  return body.data.id;
}

/** Some of all that may happen in an account. */
async function commotion(tenant: Tenant): Promise<void> {
  const { call, ids } = tenant;
  await somethingNew(tenant);
  await call("PATCH", `/groups/${ids.groups}`, { group: { name: `Renamed ${tenant.mark}` } });
  await call("PATCH", `/policies/${ids.policies}`, { policy: { is_disabled: true } });
  await call("PATCH", `/policies/${ids.policies}`, { policy: { is_disabled: false } });
  await call("PATCH", `/clients/${ids.clients}`, { client: { name: `Other ${tenant.mark}` } });
  const { body } = await call("POST", `/actors/${ids.actors}/client_tokens`, {
    client_token: { expires_at: "2041-03-04T05:06:07Z" },
  });
  const device = await FakeDevice.connect(running.url, "client", body.data.token);
  await device.join();
  device.close();
}

function secretsOf({ mark, account, ids }: Tenant): string[] {
  return [mark, account.accountId, ...Object.values(ids)];
}

test("there are streams of both kinds", () => {
  expect(new Set(streams.map(({ isEndless }) => isEndless))).toEqual(new Set([true, false]));
});

test("nothing of another account flows in, whatever happens there", async () => {
  for (const { path } of streams.filter(({ isEndless }) => isEndless)) {
    const [ear, theirs] = [
      await Ear.open(path, bearer(own.account.apiToken)),
      await Ear.open(path, bearer(foreign.account.apiToken)),
    ];
    await commotion(foreign);
    await theirs.untilText(await somethingNew(foreign));
    await ear.untilText(await somethingNew(own));
    for (const secret of secretsOf(foreign)) expect(ear.heard.includes(secret), `${path} ${secret}`).toBe(false);
    for (const secret of secretsOf(own)) expect(theirs.heard.includes(secret), `${path} ${secret}`).toBe(false);
    for (const one of [ear, theirs]) await one.close();
  }
});

test("nothing of another account is exported, whatever one filters by", async () => {
  for (const { path, operation } of streams.filter(({ isEndless }) => !isEndless)) {
    const parameters = operation.parameters ?? [];
    const filters = parameters.filter(({ name }) => !PLAIN.includes(name)).map(({ name }) => `${name}=${MARK}`);
    const asked = ["", `actor_id=${foreign.ids.actors}`, `actor_id=${foreign.ids.people}`, ...filters];
    let lines = 0;
    for (const query of LOG_TYPES.flatMap((type) => asked.map((filter) => `type=${type}&${filter}`))) {
      const answer = await fetch(`${running.url}${path}?${query}`, { headers: bearer(own.account.apiToken) });
      const text = await answer.text();
      if (answer.status !== 200) {
        expect(answer.status, query).toBe(400);
        continue;
      }
      const found = text.split("\n").filter((line) => line !== "");
      lines += found.length;
      // What one asked for is in one's own log of requests.
      const others = found.filter((line) => !line.includes(`"type":"api_request"`)).join("\n");
      for (const secret of secretsOf(foreign)) expect(others.includes(secret), `${query} ${secret}`).toBe(false);
    }
    expect(lines).toBeGreaterThan(0);
  }
});

describe("a stream that is open", () => {
  const endless = () => streams.filter(({ isEndless }) => isEndless);

  test("tells a network administrator of the network only", async () => {
    const client = await own.call("POST", "/api_clients", { api_client: { name: "Net", role: "network_admin" } });
    const path = `/api_clients/${client.body.data.id}/tokens`;
    const { body } = await own.call("POST", path, { api_token: { expires_at: "2041-03-04T05:06:07Z" } });
    for (const stream of endless()) {
      if (!stream.operation["x-roles"].includes("network_admin")) continue;
      const ear = await Ear.open(stream.path, bearer(body.data.token));
      await commotion(own);
      await ear.untilText(await somethingNew(own));
      for (const object of ["actors", "groups", "memberships", "policies", "client_tokens", "api_tokens"]) {
        expect(ear.heard.includes(`"${object}"`), object).toBe(false);
      }
      await ear.close();
    }
  });

  const ends: Record<string, () => Promise<{ headers: Record<string, string>; end: () => Promise<unknown> }>> = {
    "its token is revoked": async () => {
      const { token, clientId, id } = await newToken();
      return { headers: bearer(token), end: () => own.call("DELETE", `/api_clients/${clientId}/tokens/${id}`) };
    },
    "its API client is disabled": async () => {
      const { token, clientId } = await newToken();
      const disabled = { api_client: { is_disabled: true } };
      return { headers: bearer(token), end: () => own.call("PATCH", `/api_clients/${clientId}`, disabled) };
    },
    "its session is ended": async () => {
      const { headers, sessionId } = await sessionHeaders();
      const { db } = running.portal.context;
      return { headers, end: () => sql`delete from portal_sessions where id = ${sessionId}`.execute(db) };
    },
    "its session runs out": async () => {
      const { headers } = await sessionCaller(running, own, "account_admin_user", { lifetimeSeconds: 6 });
      return { headers, end: async () => undefined };
    },
    "its person loses the role": async () => {
      const { headers, actorId } = await sessionHeaders();
      return { headers, end: () => own.call("PATCH", `/actors/${actorId}`, { actor: { type: "account_user" } }) };
    },
    "its account is disabled": async () => {
      const other = await seedTenant(running, `gone${crypto.randomUUID().slice(0, 6)}`);
      const { db } = running.portal.context;
      const id = other.account.accountId;
      const end = () => sql`update accounts set is_disabled = true where id = ${id}`.execute(db);
      return { headers: bearer(other.account.apiToken), end };
    },
  };

  test.each(Object.keys(ends))("ends when %s", async (name) => {
    for (const { path } of endless()) {
      const { headers, end } = await ends[name]();
      const ear = await Ear.open(path, headers);
      await end();
      await ear.untilEnd();
      expect((await fetch(`${running.url}${path}`, { headers })).status).toBeGreaterThanOrEqual(401);
    }
  });

  async function newToken() {
    const client = await own.call("POST", "/api_clients", { api_client: { name: "Listener" } });
    const clientId: string = client.body.data.id;
    const { body } = await own.call("POST", `/api_clients/${clientId}/tokens`, {
      api_token: { expires_at: "2041-03-04T05:06:07Z" },
    });
    return { clientId, id: String(body.data.id), token: String(body.data.token) };
  }

  const sessionHeaders = () => sessionCaller(running, own, "account_admin_user");
});
