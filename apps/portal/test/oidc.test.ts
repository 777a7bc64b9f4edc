import { generateKeyPair, type JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Browser } from "./browser.ts";
import { type IdentityProvider, type IdpPerson, runIdentityProvider } from "./identity-provider.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";
import { type NewProvider, runSignInScene, type SignInScene } from "./sign-in-scene.ts";

const IDP_TIMEOUT_MS = 1_500;

let scene: SignInScene;
let idps: Record<"generic" | "google" | "entra" | "okta", IdentityProvider>;
let clock = 0;
let subjects = 0;

beforeAll(async () => {
  scene = await runSignInScene({ idpTimeoutMs: IDP_TIMEOUT_MS }, () => Date.now() + clock);
  const [generic, google, entra, okta] = await Promise.all(
    (["generic", "google", "entra", "okta"] as const).map((flavour) => runIdentityProvider(flavour, scene.url)),
  );
  idps = { generic, google, entra, okta };
}, START_TIMEOUT_MS);
afterAll(async () => {
  for (const idp of Object.values(idps)) await idp[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});
beforeEach(async () => {
  for (const idp of Object.values(idps)) Object.assign(idp, { misbehave: undefined, alterToken: undefined });
  const { db } = scene.portal.context;
  await db.deleteFrom("auth_providers").where("type", "in", ["oidc", "google", "entra", "okta"]).execute();
});

async function provide(type: "oidc" | "google" | "entra" | "okta", settings = {}, more: NewProvider = {}) {
  const idp = idps[type === "oidc" ? "generic" : type];
  const { host } = new URL(idp.issuer);
  const own = {
    // The portal keeps each document for a while.
    oidc: { discovery_document_uri: `${idp.issuer}/.well-known/openid-configuration?${crypto.randomUUID()}` },
    google: {},
    entra: {},
    okta: { okta_domain: host },
  }[type];
  const id = await scene.provider(type, {
    name: `The ${type} way`,
    issuer: idp.issuer,
    settings: { client_id: idp.clientId, ...own, ...settings },
    secrets: { client_secret: idp.clientSecret },
    ...more,
  });
  return { id, idp, path: scene.providerPath(id) };
}

function somebody(email: string, more: Record<string, unknown> = {}): IdpPerson {
  subjects += 1;
  return { sub: `subject-${subjects}`, email, email_verified: true, name: "Mara of the IdP", ...more };
}

/** To the provider, through it and back: the answer of the portal's callback. */
async function goThrough(browser: Browser, start: string) {
  let answer = await browser.open(start);
  for (let hops = 0; hops < 12; hops += 1) {
    const next = answer.location;
    if (next === undefined || new URL(next, scene.url).pathname.startsWith("/auth/oidc/callback")) break;
    answer = await browser.open(new URL(next, answer.url).href);
  }
  return { callback: answer.location ?? "", answer };
}

async function signIn(path: string, browser = scene.browser()) {
  const { callback, answer } = await goThrough(browser, path);
  return { browser, callback, page: callback === "" ? answer : await browser.open(callback) };
}

const identities = (actorId: string) =>
  scene.portal.context.db.selectFrom("external_identities").selectAll().where("actor_id", "=", actorId).execute();
const groupsOf = async (actorId: string) => {
  const rows = await scene.portal.context.db
    .selectFrom("memberships as m")
    .innerJoin("groups as g", "g.id", "m.group_id")
    .select("g.name")
    .where("m.actor_id", "=", actorId)
    .orderBy("g.name")
    .execute();
  return rows.map(({ name }) => name);
};
const findActor = (email: string) =>
  scene.portal.context.db.selectFrom("actors").selectAll().where("email", "=", email).executeTakeFirst();

describe("each maker's way", () => {
  test.each(["oidc", "google", "entra", "okta"] as const)(
    "%s signs a known person in, with code and PKCE",
    async (type) => {
      const person = await scene.person("account_admin_user");
      const { idp, path } = await provide(type);
      idp.person = somebody(person.email.toLowerCase(), { oid: `oid-${person.id}`, upn: person.email.toUpperCase() });
      const authorization = new URL((await scene.browser().open(path)).location ?? "");
      expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
        response_type: "code",
        code_challenge_method: "S256",
        scope: "openid email profile",
        redirect_uri: `${scene.url}/auth/oidc/callback`,
        ...(type === "oidc" ? {} : { prompt: "select_account" }),
      });
      const { browser, page } = await signIn(path);
      expect(page).toMatchObject({ status: 303, location: `/${scene.slug}/console` });
      expect((await browser.visit(`/${scene.slug}`)).html).toContain(person.email);
      expect(await identities(person.id)).toMatchObject([
        { issuer: idp.issuer, idp_id: type === "entra" ? `oid-${person.id}` : idp.person.sub, name: "Mara of the IdP" },
      ]);
    },
  );

  test("a device with a default provider is sent straight to it; the portal's own sign-in is not", async () => {
    const person = await scene.person();
    const { idp, id } = await provide("google", {}, { isDefault: true });
    idp.person = somebody(person.email);
    const client = await scene.browser().visit(`/${scene.slug}?as=gui-client&state=s&nonce=n`);
    expect(client.location).toContain(idp.issuer);
    expect((await scene.browser().visit(`/${scene.slug}`)).html).toContain("Continue with The google way");
    const { page } = await signIn(`${scene.providerPath(id)}?as=gui-client&state=s&nonce=n`);
    expect(page.location).toBe(`/${scene.slug}/sign_in/client_redirect`);
  });
});

describe("identities", () => {
  test("are recognised by subject, whatever becomes of the address", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc");
    const known = somebody(person.email);
    idp.person = known;
    await signIn(path);
    idp.person = { ...known, email: "elsewhere@other.test", email_verified: false };
    expect((await signIn(path)).page.status).toBe(303);
    expect(await identities(person.id)).toMatchObject([{ idp_id: known.sub, email: "elsewhere@other.test" }]);
  });

  test("made anew at the provider with the same address take the old one's place", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc");
    idp.person = somebody(person.email);
    await signIn(path);
    idp.person = somebody(person.email);
    expect((await signIn(path)).page.status).toBe(303);
    expect(await identities(person.id)).toMatchObject([{ idp_id: idp.person.sub }]);
  });

  test.each([
    ["google", {}, "has not verified"],
    ["okta", {}, "has not verified"],
    ["oidc", {}, "has not verified"],
    ["oidc", { email_verification_method: "none" }, undefined],
    ["entra", { email_claim: "email" }, undefined],
  ] as const)("%s %j with an unverified address", async (type, settings, refusal) => {
    const person = await scene.person();
    const { idp, path } = await provide(type, settings);
    idp.person = somebody(person.email, { email_verified: false, oid: crypto.randomUUID() });
    const { page } = await signIn(path);
    expect(page.status).toBe(refusal === undefined ? 303 : 403);
    if (refusal !== undefined) expect(page.html).toContain(refusal);
    expect(await identities(person.id)).toHaveLength(refusal === undefined ? 1 : 0);
  });

  test("with proof: an unknown one is linked only with the code from the mailbox", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc", { email_verification_method: "proof" });
    idp.person = somebody(person.email, { email_verified: false });
    const { browser, page } = await signIn(path);
    expect(page.location).toBe(`${path}/code`);
    await browser.visit(page.location ?? "");
    expect((await browser.submit(`${path}/code`, { code: "aaaaaa" })).status).toBe(422);
    expect(await identities(person.id)).toEqual([]);
    const done = await browser.submit(`${path}/code`, { code: await scene.codeFor(person.email) });
    expect(done.location).toBe(`/${scene.slug}`);
    expect(await identities(person.id)).toMatchObject([{ idp_id: idp.person.sub }]);
    expect((await signIn(path)).page.location).toBe(`/${scene.slug}`);
  });

  test("is not linked by a code that went to an address which the person has no longer", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc", { email_verification_method: "proof" });
    idp.person = somebody(person.email);
    const { browser, page } = await signIn(path);
    await browser.visit(page.location ?? "");
    await scene.api("PATCH", `/actors/${person.id}`, { actor: { email: `new.${person.email}` } });
    const done = await browser.submit(`${path}/code`, { code: await scene.codeFor(person.email) });
    expect(done.status).toBe(422);
    expect(await identities(person.id)).toEqual([]);
  });

  test("have an address verified by what speaks of that address only", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc");
    idp.person = somebody("attacker@other.test");
    idp.alterToken = ({ email_verified: _, ...claims }) => ({ claims: { ...claims, email: person.email } });
    const { page } = await signIn(path);
    expect(page.status).toBe(403);
    expect(page.html).toContain("has not verified");
    idp.person = somebody(person.email);
    expect((await signIn(path)).page.status).toBe(303);
  });

  test("keep nothing of what no database holds", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc", { groups_claim: "roles" });
    idp.person = somebody(person.email, { name: "Mara\0", roles: ["Crane\0", "\ud800", "Winch"] });
    expect((await signIn(path)).page.status).toBe(303);
    expect(await identities(person.id)).toMatchObject([{ name: null }]);
    expect(await groupsOf(person.id)).toEqual(["Winch"]);
  });

  test("of people who are unknown, turned off, or have no address are refused, and nothing is made", async () => {
    const off = await scene.person();
    await scene.api("PATCH", `/actors/${off.id}`, { actor: { is_disabled: true } });
    const { idp, path } = await provide("oidc");
    for (const [email, text] of [
      ["stranger@acme.test", "Nobody with the address stranger@acme.test"],
      [off.email, "is turned off"],
      ["", "did not tell your e-mail address"],
    ]) {
      idp.person = somebody(email);
      const { page } = await signIn(path);
      expect(page.status).toBe(403);
      expect(page.html).toContain(text);
    }
    expect(await findActor("stranger@acme.test")).toBeUndefined();
  });
});

describe("people at their first sign-in", () => {
  const settings = { create_people: true, allowed_domains: ["acme.test"] };

  test("are created where that is on and their domain is listed, once even if they come twice at once", async () => {
    const { idp, path } = await provide("oidc", settings);
    idp.person = somebody("newcomer@acme.test");
    const both = await Promise.all([signIn(path), signIn(path)]);
    expect(both.map(({ page }) => page.status)).toEqual([303, 303]);
    expect(await findActor("newcomer@acme.test")).toMatchObject({
      type: "account_user",
      name: "Mara of the IdP",
      role: null,
    });
    idp.person = somebody("long.name@acme.test", { name: `${"x".repeat(254)}😀` });
    expect((await signIn(path)).page.status).toBe(303);
    idp.person = somebody("newcomer@sub.acme.test");
    expect((await signIn(path)).page.status).toBe(403);
    idp.person = somebody("unverified@acme.test", { email_verified: false });
    expect((await signIn(path)).page.status).toBe(403);
    const logs = await scene.api("GET", "/logs?type=change&actor_email=newcomer@acme.test");
    expect(logs.body.data.map(({ object }: { object: string }) => object)).toContain("actors");
  });

  test("must prove their address where the provider asks for proof", async () => {
    const { idp, path } = await provide("oidc", { ...settings, email_verification_method: "proof" });
    idp.person = somebody("prover@acme.test");
    const { browser, page } = await signIn(path);
    expect(await findActor("prover@acme.test")).toBeUndefined();
    await browser.visit(page.location ?? "");
    await browser.submit(`${path}/code`, { code: await scene.codeFor("prover@acme.test") });
    expect(await findActor("prover@acme.test")).toBeDefined();
  });

  test("are refused where the account has no room", async () => {
    const { db } = scene.portal.context;
    const limit = (limits: unknown) =>
      db
        .updateTable("accounts")
        .set({ limits: JSON.stringify(limits) })
        .execute();
    const { idp, path } = await provide("oidc", settings);
    idp.person = somebody("crowd@acme.test");
    await limit({ users_count: 0 });
    const { page } = await signIn(path);
    await limit({});
    expect(page.status).toBe(403);
    expect(page.html).toContain("no room");
    expect(await findActor("crowd@acme.test")).toBeUndefined();
  });
});

describe("groups from a claim", () => {
  test("follow it at each sign-in, and touch no other groups", async () => {
    const person = await scene.person();
    const byHand = (await scene.api("POST", "/groups", { group: { name: "Pilots" } })).body.data;
    const { idp, path, id } = await provide("oidc", { groups_claim: "roles" });
    const member = somebody(person.email, { roles: ["Pilots", "Crew", " ", 7] });
    idp.person = member;
    await signIn(path);
    expect(await groupsOf(person.id)).toEqual(["Crew", "Pilots"]);
    expect((await scene.api("GET", `/groups/${byHand.id}/memberships`)).body.data).toEqual([]);
    const [crew] = (await scene.api("GET", "/groups?name=Crew")).body.data;
    const change = { memberships: [{ actor_id: person.id }] };
    expect((await scene.api("PUT", `/groups/${crew.id}/memberships`, change)).status).toBe(403);
    await scene.api("PUT", `/groups/${byHand.id}/memberships`, change);
    idp.person = { ...member, roles: "Crew" };
    await signIn(path);
    expect(await groupsOf(person.id)).toEqual(["Crew", "Pilots"]);
    idp.person = { ...member, roles: undefined };
    await signIn(path);
    expect(await groupsOf(person.id)).toEqual(["Pilots"]);
    await scene.portal.context.db.deleteFrom("auth_providers").where("id", "=", id).execute();
    expect((await scene.api("GET", "/groups?name=Crew")).body.data).toEqual([]);
  });

  test("are asked for by scope where the provider has one for them", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("okta", { groups_claim: "groups" });
    idp.person = somebody(person.email, { groups: ["Harbour"] });
    await signIn(path);
    expect(await groupsOf(person.id)).toEqual(["Harbour"]);
  });
});

describe("a provider that misbehaves", () => {
  const refuses = async (status: number, text: string) => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc");
    idp.person = somebody(person.email);
    const { page } = await signIn(path);
    expect({ status: page.status, html: page.html }).toEqual({ status, html: expect.stringContaining(text) });
    expect(await identities(person.id)).toEqual([]);
    expect(page.headers.getSetCookie().join()).not.toContain("fz_session");
  };

  test.each(["/.well-known", "/token", "/jwks"])("is down at %s", async (where) => {
    idps.generic.misbehave = (request, response) => {
      if (!request.url?.startsWith(where)) return false;
      response.destroy();
      return true;
    };
    await refuses(502, "could not be reached");
  });

  test.each(["/.well-known", "/token"])("is slow at %s", async (where) => {
    idps.generic.misbehave = (request) => request.url?.startsWith(where) ?? false;
    await refuses(504, "takes too long");
  });

  test.each([
    ["/.well-known", "<html>It works!</html>"],
    ["/.well-known", "{}"],
    ["/token", '{"access_token":"a","token_type":"bearer"}'],
    ["/token", "[[["],
    ["/jwks", '{"keys":"none"}'],
  ])("answers garbage at %s: %s", async (where, body) => {
    idps.generic.misbehave = (request, response) => {
      if (!request.url?.startsWith(where)) return false;
      response.setHeader("content-type", "application/json");
      response.end(body);
      return true;
    };
    await refuses(502, "cannot be trusted");
  });

  const other = generateKeyPair("ES256");
  test.each([
    ["somebody else's key", (claims: JWTPayload) => ({ claims, isForeign: true })],
    ["another audience", (claims: JWTPayload) => ({ claims: { ...claims, aud: "another client" } })],
    ["another issuer", (claims: JWTPayload) => ({ claims: { ...claims, iss: "https://evil.example" } })],
    ["another nonce", (claims: JWTPayload) => ({ claims: { ...claims, nonce: "replayed" } })],
    ["no nonce", ({ nonce: _, ...claims }: JWTPayload) => ({ claims })],
    ["its time over", (claims: JWTPayload) => ({ claims: { ...claims, exp: Math.floor(Date.now() / 1_000) - 90 } })],
    ["a time to come", (claims: JWTPayload) => ({ claims: { ...claims, nbf: Math.floor(Date.now() / 1_000) + 90 } })],
  ])("gives an ID token with %s", async (_name, alter) => {
    const { privateKey } = await other;
    idps.generic.alterToken = (claims) => {
      const altered: { claims: JWTPayload; isForeign?: boolean } = alter(claims);
      return altered.isForeign ? { claims: altered.claims, key: privateKey } : { claims: altered.claims };
    };
    await refuses(502, "cannot be trusted");
  });

  test("whose clock is a minute off is believed", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc");
    idp.person = somebody(person.email);
    const seconds = Math.floor(Date.now() / 1_000);
    idp.alterToken = (claims) => ({ claims: { ...claims, iat: seconds + 45, nbf: seconds + 45 } });
    expect((await signIn(path)).page.status).toBe(303);
    idp.alterToken = (claims) => ({ claims: { ...claims, exp: seconds - 45 } });
    expect((await signIn(path)).page.status).toBe(303);
  });

  test("changes its keys without anybody noticing", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc");
    idp.person = somebody(person.email);
    expect((await signIn(path)).page.status).toBe(303);
    await idp.rotateKeys();
    expect((await signIn(path)).page.status).toBe(303);
  });

  test("speaks for another issuer than it was entered with", async () => {
    const { path } = await provide("oidc", {}, { issuer: "https://login.example" });
    const { page } = await signIn(path);
    expect(page.status).toBe(500);
    expect(page.html).toContain("its issuer is https://login.example");
  });

  test("is not asked at all at an address inside", async () => {
    const { path } = await provide("oidc", {
      discovery_document_uri: "http://10.1.2.3/.well-known/openid-configuration",
    });
    expect((await signIn(path)).page.status).toBe(502);
  });

  test("answers for another subject at userinfo, which is not believed", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc");
    idp.person = somebody("stranger2@acme.test", { email_verified: false });
    idp.misbehave = (request, response) => {
      if (!request.url?.startsWith("/me")) return false;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ sub: "somebody else", email: person.email, email_verified: true }));
      return true;
    };
    expect((await signIn(path)).page.status).toBe(403);
    expect(await identities(person.id)).toEqual([]);
  });
});

describe("a person that misbehaves, or has bad luck", () => {
  test("cancels at the provider", async () => {
    const { idp, path } = await provide("oidc");
    idp.person = undefined;
    const { page } = await signIn(path);
    expect(page.status).toBe(403);
    expect(page.html).toContain("The oidc way did not sign you in");
  });

  test("comes back with another state, without the cookie, or twice", async () => {
    const person = await scene.person();
    const { idp, path } = await provide("oidc");
    idp.person = somebody(person.email);
    const browser = scene.browser();
    const { callback } = await goThrough(browser, path);
    const forged = new URL(callback);
    forged.searchParams.set("state", "forged");
    expect((await browser.open(forged.href)).status).toBe(400);
    const elsewhere = await scene.browser().open(callback);
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.html).toContain("did not begin in this browser");
    const kept = browser.cookies.get("fz_oidc") ?? "";
    expect((await browser.open(callback)).status).toBe(303);
    browser.cookies.set("fz_oidc", kept);
    const again = await browser.open(callback);
    expect(again.status).toBe(400);
    expect(again.html).toContain("was used already");
  });

  test("takes longer than five minutes", async () => {
    const { idp, path } = await provide("oidc");
    idp.person = somebody("slow@acme.test");
    const browser = scene.browser();
    const { callback } = await goThrough(browser, path);
    clock = 5 * 60_000 + 1_000;
    const late = await browser.open(callback);
    clock = 0;
    expect(late.status).toBe(400);
    expect(late.html).toContain("took longer than five minutes");
  });

  test("is under way while the provider is deleted", async () => {
    const person = await scene.person();
    const { idp, path, id } = await provide("oidc");
    idp.person = somebody(person.email);
    const browser = scene.browser();
    const { callback } = await goThrough(browser, path);
    await scene.portal.context.db.deleteFrom("auth_providers").where("id", "=", id).execute();
    const gone = await browser.open(callback);
    expect(gone.status).toBe(410);
    expect(gone.html).toContain("This way to sign in is gone");
    expect(await identities(person.id)).toEqual([]);
  });

  test("tries another's answer in their own browser", async () => {
    const victim = await scene.person();
    const attacker = await scene.person();
    const { idp, path } = await provide("oidc");
    idp.person = somebody(attacker.email);
    const { callback } = await goThrough(scene.browser(), path);
    idp.person = somebody(victim.email);
    const browser = scene.browser();
    await goThrough(browser, path);
    expect((await browser.open(callback)).status).toBe(400);
  });
});
