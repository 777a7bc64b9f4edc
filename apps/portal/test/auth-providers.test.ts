import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Peopled, runPeopled } from "./peopled.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";

let portal: Peopled;
let api: Peopled["api"];
let person: Peopled["person"];
let emailProviderId: Peopled["emailProviderId"];
let signedIn: Peopled["signedIn"];

beforeAll(async () => {
  portal = await runPeopled();
  ({ api, person, emailProviderId, signedIn } = portal);
}, START_TIMEOUT_MS);
afterAll(() => portal[Symbol.asyncDispose]());

describe("authentication providers", () => {
  const oidc = {
    name: "SSO",
    client_id: "portal",
    client_secret: "canary-secret",
    discovery_document_uri: "https://sso.acme.example/.well-known/openid-configuration",
  };

  test("are made and changed, and never show their secret", async () => {
    const made = await api("POST", "/auth_providers", { auth_provider: { type: "oidc", ...oidc } });
    expect(made.status).toBe(201);
    expect(made.body.data).toMatchObject({
      name: "SSO",
      issuer: "https://sso.acme.example",
      context: "clients_and_portal",
      client_session_lifetime_secs: null,
      is_default: false,
      email_verification_method: "claim",
    });
    const path = `/auth_providers/${made.body.data.id}`;
    expect(made.headers.get("location")).toBe(path);
    const stock = (await api("GET", `/oidc_auth_providers/${made.body.data.id}`)).body.data;
    expect(Object.keys(stock).sort()).toEqual(
      Object.keys({
        id: 0,
        account_id: 0,
        name: 0,
        issuer: 0,
        context: 0,
        client_session_lifetime_secs: 0,
        portal_session_lifetime_secs: 0,
        is_disabled: 0,
        is_default: 0,
        client_id: 0,
        discovery_document_uri: 0,
        email_verification_method: 0,
        inserted_at: 0,
        updated_at: 0,
      }).sort(),
    );
    const moved = await api("PATCH", path, { auth_provider: { type: "okta" } });
    expect(Object.keys(moved.body.validation_errors)).toEqual(["type"]);
    const change = { client_session_lifetime_secs: 3_600, allowed_domains: ["Acme.Example"], create_people: true };
    await api("PATCH", path, { auth_provider: change });
    const detailed = (await api("GET", `${path}?include=details`)).body.data;
    expect(detailed).toMatchObject({
      client_session_lifetime_secs: 3_600,
      has_client_secret: true,
      create_people: true,
      allowed_domains: ["acme.example"],
      groups_claim: null,
      client_tokens_count: 0,
    });
    await api("PATCH", path, { auth_provider: { client_secret: null, client_session_lifetime_secs: null } });
    expect((await api("GET", `${path}?include=details`)).body.data).toMatchObject({
      has_client_secret: false,
      client_session_lifetime_secs: null,
      create_people: true,
    });
    const unchanged = (await api("GET", path)).body.data.updated_at;
    expect((await api("PATCH", path, { auth_provider: {} })).body.data.updated_at).toBe(unchanged);
    const log = await api("GET", "/logs?type=change&limit=100");
    expect(JSON.stringify([made.body, detailed, log.body])).not.toContain("canary-secret");
    expect((await api("DELETE", path)).status).toBe(200);
    expect((await api("GET", path)).status).toBe(404);
  });

  test("follow their domain to another issuer, and one at most is the default", async () => {
    const okta = { type: "okta", name: "Okta", client_id: "portal", okta_domain: "acme.okta.com", is_default: true };
    const first = (await api("POST", "/auth_providers", { auth_provider: okta })).body.data;
    expect(first).toMatchObject({ issuer: "https://acme.okta.com", is_default: true });
    const moved = await api("PATCH", `/auth_providers/${first.id}`, {
      auth_provider: { okta_domain: "acme.okta-emea.com" },
    });
    expect(moved.body.data.issuer).toBe("https://acme.okta-emea.com");
    const google = (
      await api("POST", "/auth_providers", { auth_provider: { type: "google", name: "Google", is_default: true } })
    ).body.data;
    expect(google).toMatchObject({ issuer: "https://accounts.google.com", is_default: true });
    expect((await api("GET", `/okta_auth_providers/${first.id}`)).body.data.is_default).toBe(false);
    const again = await api("POST", "/auth_providers", { auth_provider: { type: "google", name: "Second" } });
    expect([again.status, Object.keys(again.body.validation_errors)]).toEqual([422, ["base"]]);
    const all = await api("GET", "/auth_providers");
    expect(all.body.data.map(({ type }: { type: string }) => type).sort()).toEqual(["email_otp", "google", "okta"]);
  });

  test("what is wrong is named, all at once", async () => {
    const { status, body } = await api("POST", "/auth_providers", {
      auth_provider: {
        type: "oidc",
        context: "nowhere",
        client_session_lifetime_secs: 60,
        portal_session_lifetime_secs: "long",
        discovery_document_uri: "ftp://x",
        allowed_domains: "acme.example",
        is_disabled: null,
      },
    });
    expect(status).toBe(422);
    expect(Object.keys(body.validation_errors)).toEqual(
      expect.arrayContaining([
        "name",
        "context",
        "client_session_lifetime_secs",
        "portal_session_lifetime_secs",
        "discovery_document_uri",
        "client_id",
        "allowed_domains",
        "is_disabled",
      ]),
    );
    const entra = await api("POST", "/auth_providers", { auth_provider: { type: "entra", name: "Entra" } });
    expect(Object.keys(entra.body.validation_errors)).toEqual(["issuer"]);
    const untyped = await api("POST", "/auth_providers", { auth_provider: { name: "x" } });
    expect(Object.keys(untyped.body.validation_errors)).toEqual(["type"]);
    const id = await emailProviderId();
    const refused = await api("PATCH", `/auth_providers/${id}`, { auth_provider: { is_default: true } });
    expect(Object.keys(refused.body.validation_errors)).toEqual(["is_default"]);
    expect((await api("GET", `/oidc_auth_providers/${id}`)).status).toBe(404);
  });

  test("their sessions end when that is asked for, and when they are turned off", async () => {
    const id = await emailProviderId();
    const actorId = await person("ben", "account_user");
    const first = await signedIn(actorId, id);
    expect((await first.call("GET", "/me")).body.data).toMatchObject({ role: "person", api_token_id: null });
    const path = `/auth_providers/${id}`;
    expect((await api("GET", `${path}?include=details`)).body.data.portal_sessions_count).toBe(1);
    expect((await api("DELETE", `${path}/sessions`)).body.data).toEqual({ deleted_count: 1 });
    expect((await first.call("GET", "/me")).status).toBe(401);
    const second = await signedIn(actorId, id);
    await api("PATCH", path, { auth_provider: { is_disabled: true } });
    expect((await second.call("GET", "/me")).status).toBe(401);
    await api("PATCH", path, { auth_provider: { is_disabled: false } });
    expect((await second.call("GET", "/me")).status).toBe(401);
  });
});
