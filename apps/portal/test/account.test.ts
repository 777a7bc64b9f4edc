import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callerWithRole } from "./caller.ts";
import { type Peopled, runPeopled } from "./peopled.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";

let portal: Peopled;
let running: Peopled["running"];
let world: Peopled["world"];
let api: Peopled["api"];
let person: Peopled["person"];
let emailProviderId: Peopled["emailProviderId"];
let signedIn: Peopled["signedIn"];

beforeAll(async () => {
  portal = await runPeopled();
  ({ running, world, api, person, emailProviderId, signedIn } = portal);
}, START_TIMEOUT_MS);
afterAll(() => portal[Symbol.asyncDispose]());

describe("the account", () => {
  const settings = (change: object) => api("PATCH", "/account/settings", { settings: change });

  test("is renamed, and prescribes resolvers", async () => {
    const { body } = await settings({
      name: " Acme Works ",
      search_domain: "corp.example",
      upstream_dns: "custom",
      upstream_dns_addresses: ["192.0.2.53", "2001:DB8::53"],
      outdated_gateway_mail: false,
    });
    expect(body.data).toMatchObject({
      name: "Acme Works",
      search_domain: "corp.example",
      upstream_dns: "custom",
      upstream_dns_addresses: ["192.0.2.53", "2001:db8::53"],
      outdated_gateway_mail: false,
      internet_resource: true,
    });
    expect((await api("GET", "/account")).body.data.name).toBe("Acme Works");
    await settings({ upstream_dns: null, upstream_dns_addresses: null, search_domain: null });
    expect((await api("GET", "/account/settings")).body.data).toMatchObject({
      name: "Acme Works",
      search_domain: null,
      upstream_dns: "system",
      upstream_dns_addresses: [],
      outdated_gateway_mail: false,
    });
  });

  test("refuses what would not work", async () => {
    const wrong = async (change: object) => {
      const { status, body } = await settings(change);
      expect(status, JSON.stringify(change)).toBe(422);
      return Object.keys(body.validation_errors);
    };
    expect(await wrong({ name: "x" })).toEqual(["name"]);
    expect(await wrong({ upstream_dns: "secure" })).toEqual(["doh_provider"]);
    expect(await wrong({ upstream_dns: "custom" })).toEqual(["upstream_dns_addresses"]);
    expect(await wrong({ upstream_dns_addresses: ["192.0.2.53:53"] })).toEqual(["upstream_dns_addresses"]);
    const many = Array.from({ length: 9 }, (_, i) => `192.0.2.${i}`);
    expect(await wrong({ upstream_dns_addresses: many })).toEqual(["upstream_dns_addresses"]);
    expect(await wrong({ search_domain: "not a domain" })).toEqual(["search_domain"]);
    expect(await wrong({ iceless: null })).toEqual(["iceless"]);
  });

  test("says how much of its limits is used, where there are none too", async () => {
    const { data } = (await api("GET", "/account/usage")).body;
    expect(data.service_accounts).toEqual({ used: 1, total: null });
    const owned = (await api("GET", "/sites?managed_by=account")).body.metadata.count;
    expect(data.sites).toEqual({ used: owned, total: null });
  });
});

describe("events", () => {
  /** Text of a stream until it holds `wanted`, or ends. */
  async function readUntil(stream: ReadableStream<Uint8Array>, wanted: string): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes(wanted)) return text;
    }
    return text;
  }

  async function listen(token: string) {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
    const answer = await fetch(`${running.url}/events`, { headers, signal: stop.signal });
    const { body } = answer;
    if (!body) throw new Error(`no stream: ${answer.status}`);
    return { answer, body, stop: () => stop.abort() };
  }

  async function tokenOf(role: "auditor" | "network_admin") {
    const client = await world.created("/api_clients", { api_client: { name: role, role } });
    const token = await world.created(`/api_clients/${client.id}/tokens`, {
      api_token: { expires_at: "2041-03-04T05:06:07Z" },
    });
    return { clientId: client.id, tokenId: token.id, token: token.token };
  }

  test("say what changed, by the listener's role", async () => {
    const auditor = await listen((await tokenOf("auditor")).token);
    const network = await listen((await tokenOf("network_admin")).token);
    expect(auditor.answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const group = await world.created("/groups", { group: { name: "Heard" } });
    const site = await world.created("/sites", { site: { name: "Heard" } });
    const event = (object: string, id: string) =>
      `event: change\ndata: ${JSON.stringify({ object, operation: "insert", id })}\n\n`;
    const heard = await readUntil(auditor.body, site.id);
    expect(heard).toContain(event("groups", group.id));
    expect(heard).toContain(event("sites", site.id));
    const less = await readUntil(network.body, site.id);
    expect(less).toContain(event("sites", site.id));
    expect(less).not.toContain(group.id);
    auditor.stop();
    network.stop();
  });

  test("end with the token that let the listener in", async () => {
    const { clientId, tokenId, token } = await tokenOf("auditor");
    const { body } = await listen(token);
    await api("DELETE", `/api_clients/${clientId}/tokens/${tokenId}`);
    expect(await readUntil(body, "never")).toContain('"object":"api_tokens"');
  });

  test("are not for too many at once, and those who left make room", async () => {
    const { token } = await tokenOf("auditor");
    const listeners = await Promise.all(Array.from({ length: 50 }, () => listen(token)));
    expect(listeners.map(({ answer }) => answer.status)).toEqual(listeners.map(() => 200));
    const refused = await listen(token);
    expect([refused.answer.status, refused.answer.headers.get("retry-after")]).toEqual([429, "30"]);
    for (const { stop } of listeners) stop();
    await expect
      .poll(async () => {
        const next = await listen(token);
        next.stop();
        return next.answer.status;
      })
      .toBe(200);
  });

  test("need a role", async () => {
    const id = await emailProviderId();
    const { call } = await signedIn(await person("kim", "account_user"), id);
    expect((await call("GET", "/events")).status).toBe(403);
    expect((await (await callerWithRole(running, "auditor"))("POST", "/events")).status).toBe(404);
  });
});

describe("the end of an account", () => {
  test("is confirmed by its slug, shuts everything, and can be taken back by its tokens", async () => {
    const wrong = await api("POST", "/account/deletion", { deletion: { slug: "other" } });
    expect([wrong.status, Object.keys(wrong.body.validation_errors)]).toEqual([422, ["slug"]]);
    const asked = await api("POST", "/account/deletion", { deletion: { slug: running.account.slug } });
    expect(asked.body.data.scheduled_deletion_at).toMatch(/Z$/);
    expect((await api("GET", "/sites")).status).toBe(401);
    expect((await api("POST", "/account/deletion", { deletion: { slug: running.account.slug } })).status).toBe(401);
    expect((await api("DELETE", "/account/deletion")).body.data).toEqual({ scheduled_deletion_at: null });
    expect((await api("GET", "/sites")).status).toBe(200);
    expect((await api("DELETE", "/account/deletion")).status).toBe(409);
  });
});
