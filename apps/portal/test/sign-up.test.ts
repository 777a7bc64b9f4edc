import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { scheduleDeletion } from "../src/accounts/deletion.ts";
import { setUpPath } from "../src/accounts/set-up.ts";
import { ConfigurationInvalid } from "../src/config.ts";
import { type Context, readConfig } from "../src/index.ts";
import { Browser } from "./browser.ts";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let context: Context;
let ahead = 0;

beforeAll(async () => {
  const now = () => Date.now() + ahead;
  running = await runPortal({ signUp: ["quay.example"], webBucket: { refillPerSecond: 1_000, capacity: 1_000 } }, now);
  ({ context } = running.portal);
  await context.db.deleteFrom("accounts").execute();
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());
beforeEach(async () => {
  ahead = 0;
  await context.db.deleteFrom("outbound_mails").execute();
});

const accounts = () =>
  context.db.selectFrom("accounts").select(["id", "slug", "name"]).orderBy("inserted_at").execute();
const mails = () => context.db.selectFrom("outbound_mails").selectAll().orderBy("inserted_at").execute();
const linkIn = (text: string) => /https?:\/\/[^/\s]+(\/\S+)/.exec(text)?.[1] ?? "";

async function signUp(email: string, account = "Quay Works"): Promise<{ status: number; html: string }> {
  const browser = new Browser(running.url);
  await browser.open("/sign_up");
  return browser.submit("/sign_up", { account, name: "Ada", email });
}

describe("the first start", () => {
  const person = { account: "Acme", name: "Ada", email: "Ada@Quay.Example", password: "correct horse battery" };

  test("a link makes the account and its administrator once, also where two use it at once", async () => {
    expect((await new Browser(running.url).open("/")).html).toContain("This portal is not set up yet");
    const path = await setUpPath(context);
    const [one, other] = [new Browser(running.url), new Browser(running.url)];
    for (const browser of [one, other]) expect((await browser.open(path)).html).toContain("Set up the portal");
    expect((await one.submit("/set_up", { ...person, password: "short" })).html).toContain("12 characters or more");
    const answers = await Promise.all([one.submit("/set_up", person), other.submit("/set_up", person)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect(await accounts()).toMatchObject([{ slug: "acme", name: "Acme" }]);
    const winner = answers[0]?.status === 200 ? one : other;
    const loser = winner === one ? other : one;
    expect((await winner.open("/acme")).html).toContain("You are an administrator");
    expect((await loser.open("/acme")).location).toBe("/acme/sign_in");
    const { id } = await context.db
      .selectFrom("auth_providers")
      .select("id")
      .where("type", "=", "userpass")
      .executeTakeFirstOrThrow();
    await loser.open("/acme/sign_in");
    const signingIn = await loser.submit(`/acme/sign_in/providers/${id}`, {
      email: "ada@quay.example",
      password: person.password,
    });
    expect(signingIn.status).toBe(303);
    const sites = await context.db.selectFrom("sites").select("name").orderBy("name").execute();
    expect(sites.map(({ name }) => name)).toEqual(["Default Site", "Internet"]);
    expect(await context.db.selectFrom("actors").select("email").execute()).toEqual([{ email: "Ada@quay.example" }]);
  });

  test("once there is an account no link makes another, and wrong or old links open nothing", async () => {
    const browser = new Browser(running.url);
    const first = await setUpPath(context);
    await browser.open(first);
    expect((await browser.submit("/set_up", person)).status).toBe(410);
    const second = await setUpPath(context);
    expect((await browser.open(first)).status).toBe(410);
    expect((await browser.open(second.slice(0, -1))).status).toBe(410);
    ahead = 25 * 3_600_000;
    expect((await browser.open(second)).status).toBe(410);
    expect(await accounts()).toHaveLength(1);
  });
});

describe("sign-up", () => {
  test("goes over a link in a mail, which makes one account however often it is used", async () => {
    expect((await signUp("bob@quay.example")).html).toContain("Look at your mail");
    await expect.poll(mails).toHaveLength(1);
    const [{ body, recipient }] = await mails();
    expect(recipient).toBe("bob@quay.example");
    expect(await accounts()).toHaveLength(1);
    const [one, other] = [new Browser(running.url), new Browser(running.url)];
    for (const browser of [one, other]) expect((await browser.open(linkIn(body))).html).toContain("Quay Works");
    const answers = await Promise.all([one.submit("/sign_up/verify"), other.submit("/sign_up/verify")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect(answers.find(({ status }) => status === 303)?.location).toBe("/quay-works");
    expect((await accounts()).map(({ slug }) => slug)).toEqual(["acme", "quay-works"]);
    expect((await mails()).at(-1)).toMatchObject({ recipient: "bob@quay.example", subject: "Welcome to Quay Works" });
  });

  test("answers the same for an address that has an account, and tells it in the mail", async () => {
    const [known, unknown] = [await signUp("BOB@quay.example"), await signUp("new@quay.example")];
    expect(known.html.replaceAll("BOB@quay.example", "")).toBe(unknown.html.replaceAll("new@quay.example", ""));
    await expect.poll(mails).toHaveLength(2);
    expect(await mails()).toMatchObject([
      { recipient: "BOB@quay.example", subject: "You have an account already" },
      { recipient: "new@quay.example", subject: "Your new Firezone account" },
    ]);
    expect((await mails())[0]?.body).toContain("/quay-works");
  });

  test("sends an address three mails in half an hour, whatever is asked", async () => {
    for (let i = 0; i < 5; i++) expect((await signUp("cyd@quay.example")).html).toContain("Look at your mail");
    await expect.poll(mails).toHaveLength(3);
    ahead = 1_800_000;
    await signUp("cyd@quay.example");
    await expect.poll(mails).toHaveLength(4);
  });

  test("is for the domains it is opened for, and for addresses", async () => {
    for (const email of ["eve@elsewhere.example", "eve@quay.example.evil.example", "eve", "eve@quay.example\nx"]) {
      expect(await signUp(email)).toMatchObject({ status: 400 });
    }
    expect(await mails()).toEqual([]);
    expect(readConfig({}).signUp).toBe("off");
    expect(readConfig({ SIGN_UP: "Quay.example, acme.example" }).signUp).toEqual(["quay.example", "acme.example"]);
    expect(() => readConfig({ SIGN_UP: "yes" })).toThrow(ConfigurationInvalid);
  });
});

test("an address gets a list of its accounts, and one without any is told so by mail only", async () => {
  const find = async (email: string) => {
    const browser = new Browser(running.url);
    await browser.open("/find_account");
    return browser.submit("/find_account", { email });
  };
  const [known, unknown] = [await find("ada@quay.example"), await find("nobody@quay.example")];
  expect(known.html.replaceAll("ada@quay.example", "")).toBe(unknown.html.replaceAll("nobody@quay.example", ""));
  await expect.poll(mails).toHaveLength(2);
  const [first, second] = await mails();
  expect(first?.body).toContain("/acme");
  expect(second?.body).not.toContain("/acme");
});

test("a link in the mail takes back the end of an account, once", async () => {
  const [{ id }] = await accounts();
  await context.db.transaction().execute((trx) => scheduleDeletion(trx, context, id));
  const path = linkIn((await mails())[0]?.body ?? "");
  const browser = new Browser(running.url);
  expect((await browser.open("/acme/sign_in")).status).toBe(403);
  await browser.open(path);
  expect((await browser.submit("/keep_account")).html).toContain("The account stays");
  expect((await browser.open("/acme/sign_in")).status).toBe(200);
  expect((await browser.open(path)).status).toBe(410);
});
