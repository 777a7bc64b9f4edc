import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Browser } from "./browser.ts";
import { callerWithRole } from "./caller.ts";
import { type IdentityProvider, runIdentityProvider } from "./identity-provider.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";
import { type NewProvider, runSignInScene, type SignInScene } from "./sign-in-scene.ts";

let scene: SignInScene;
let idp: IdentityProvider;
let clock = 0;

beforeAll(async () => {
  scene = await runSignInScene({ idpTimeoutMs: 3_000 }, () => Date.now() + clock);
  idp = await runIdentityProvider("generic", scene.url);
}, START_TIMEOUT_MS);
afterAll(async () => {
  await idp[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
});
beforeEach(() => {
  clock = 0;
  Object.assign(idp, { misbehave: undefined, alterToken: undefined });
  idp.person = { sub: crypto.randomUUID(), email: "mara@acme.test", email_verified: true, name: "Mara of the IdP" };
});

/** Turned off, as before people are to use it. */
async function provide(settings: object = {}, more: NewProvider = {}): Promise<string> {
  const id = await scene.provider("oidc", {
    issuer: idp.issuer,
    settings: {
      client_id: idp.clientId,
      discovery_document_uri: `${idp.issuer}/.well-known/openid-configuration?${crypto.randomUUID()}`,
      ...settings,
    },
    secrets: { client_secret: idp.clientSecret },
    ...more,
  });
  await scene.portal.context.db.updateTable("auth_providers").set({ is_disabled: true }).where("id", "=", id).execute();
  return id;
}

const path = (id: string) => `/auth_providers/${id}/verification`;
async function begin(id: string): Promise<string> {
  const { status, body } = await scene.api("POST", path(id));
  expect(status).toBe(201);
  expect(body.data).toMatchObject({ status: "waiting", finished_at: null, result: null });
  return body.data.url;
}
const result = async (id: string) => (await scene.api("GET", path(id))).body.data;

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : expect.fail("no port");
}

/** Through all redirects, here and at the provider. */
async function follow(url: string, browser: Browser = scene.browser()) {
  let answer = await browser.open(url);
  for (let hops = 0; hops < 15 && answer.location !== undefined; hops += 1) {
    answer = await browser.open(new URL(answer.location, answer.url).href);
  }
  return answer;
}

async function tryOut(id: string) {
  const page = await follow(await begin(id));
  return { page, ...(await result(id)) };
}

async function rows() {
  const { db } = scene.portal.context;
  const tables = ["actors", "external_identities", "groups", "memberships", "portal_sessions", "session_logs"] as const;
  return Promise.all(tables.map(async (table) => (await db.selectFrom(table).selectAll().execute()).length));
}

test("says whom it would sign in, with what was said of them, and changes nothing", async () => {
  const { id: personId, email, name } = await scene.person();
  Object.assign(idp.person ?? {}, { email, roles: ["pilots", "deck"] });
  const id = await provide({ groups_claim: "roles" });
  const before = await rows();
  const { page, status, result: verdict } = await tryOut(id);
  expect(status).toBe("finished");
  expect(verdict).toEqual({
    outcome: "signs_in",
    issuer: idp.issuer,
    subject: idp.person?.sub,
    email: email.toLowerCase().replace("mara", "Mara"),
    is_email_verified: true,
    claims: expect.objectContaining({ email, roles: '["pilots","deck"]', name: "Mara of the IdP" }),
    person: { id: personId, name, email },
    groups: ["pilots", "deck"],
    problems: [],
  });
  expect(Object.keys(verdict.claims)).not.toContain("nonce");
  expect(page.status).toBe(200);
  expect(page.html).toContain(`You would have been signed in as ${name}`);
  expect(page.html).toContain(`/${scene.slug}/console/settings/authentication/${id}`);
  expect(await rows()).toEqual(before);
});

test("says what would happen to somebody whom nobody knows, by the settings", async () => {
  expect((await tryOut(await provide())).result).toMatchObject({
    outcome: "refused",
    person: null,
    groups: null,
    problems: [expect.stringContaining("Nobody here has the address mara@acme.test. Add the person")],
  });
  const creating = await provide({ create_people: true, allowed_domains: ["acme.test"] });
  expect((await tryOut(creating)).result).toMatchObject({ outcome: "creates_person", problems: [] });
  const elsewhere = await provide({ create_people: true, allowed_domains: ["other.test"] });
  expect((await tryOut(elsewhere)).result.problems[0]).toContain("its domain is not among those");
  const proving = await provide({
    email_verification_method: "proof",
    ...{ create_people: true, allowed_domains: ["acme.test"] },
  });
  expect((await tryOut(proving)).result).toMatchObject({ outcome: "mails_code" });
});

test("names what is missing from the claims", async () => {
  idp.person = { sub: "x", email: "mara@acme.test" };
  expect((await tryOut(await provide())).result.problems[0]).toContain("verified (email_verified)");
  idp.person = { sub: "x" };
  const { result: verdict } = await tryOut(await provide({ groups_claim: "teams" }));
  expect(verdict.problems).toEqual([
    expect.stringContaining("no e-mail address in the claim email"),
    expect.stringContaining("from the claim teams, which it does not hand out"),
  ]);
});

test.each([
  ["a wrong secret", () => provide({}, { secrets: { client_secret: "wrong" } }), "client ID or secret (invalid_client"],
  [
    "another issuer",
    () => provide({}, { issuer: "https://elsewhere.example" }),
    "its issuer is https://elsewhere.example",
  ],
  [
    "a place where nothing is",
    async () => provide({ discovery_document_uri: `http://127.0.0.1:${await closedPort()}/` }),
    "could not be reached (ECONNREFUSED)",
  ],
  [
    "an answer that is no document",
    async () => {
      idp.misbehave = (_request, response) => response.end("hello") !== undefined;
      return provide();
    },
    "Its answer cannot be used",
  ],
  [
    "no answer",
    async () => {
      idp.misbehave = () => true;
      return provide();
    },
    "did not answer in time",
  ],
  [
    "a place that the portal may not go to",
    () => provide({ discovery_document_uri: "http://10.0.0.1/.well-known/openid-configuration" }),
    "add its network to OUTBOUND_ALLOWED_NETWORKS.",
  ],
])("says in plain words what is wrong with %s", async (_what, make, words) => {
  const { page, status, result: verdict } = await tryOut(await make());
  expect(status).toBe("finished");
  expect(verdict).toMatchObject({ outcome: "failed", claims: {}, problems: [expect.stringContaining(words)] });
  expect(page.status).toBe(200);
  expect(page.html).toContain("cannot be used yet");
});

test("shows also what no database holds", async () => {
  const id = await provide({ groups_claim: "roles" });
  idp.person = { ...idp.person, sub: "s", name: `Mara\0 ${"x".repeat(993)}😀`, roles: ["\ud800"] };
  const { result: verdict } = await tryOut(id);
  expect(verdict.claims).toMatchObject({ name: expect.stringContaining("Mara\ufffd") });
});

test("says that one cancelled there", async () => {
  idp.person = undefined;
  expect((await tryOut(await provide())).result.problems[0]).toContain("because you cancelled");
});

test("its address works once, until another one is asked for, and for ten minutes", async () => {
  const id = await provide();
  const [first, second] = [await begin(id), await begin(id)];
  expect((await follow(first)).status).toBe(410);
  expect((await follow(second)).status).toBe(200);
  expect((await follow(second)).status).toBe(410);
  const third = await begin(id);
  clock = 600_001;
  expect((await follow(third)).status).toBe(410);
  expect((await result(id)).status).toBe("expired");
});

test("is for identity providers, and for administrators to begin", async () => {
  const passwords = await scene.provider("userpass");
  expect((await scene.api("POST", path(passwords))).status).toBe(422);
  expect((await result(passwords)).status).toBe("never");
  expect((await scene.api("GET", path(crypto.randomUUID()))).status).toBe(404);
  expect((await scene.api("POST", path(crypto.randomUUID()))).status).toBe(404);
  const id = await provide();
  const auditor = await callerWithRole(scene, "auditor");
  expect((await auditor("POST", path(id))).status).toBe(403);
  await begin(id);
  expect((await auditor("GET", path(id))).body.data).toMatchObject({ status: "waiting", url: null });
});
