import { request } from "node:http";
import { text } from "node:stream/consumers";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ConfigurationInvalid } from "../src/config.ts";
import { type Database, openDatabase } from "../src/database/database.ts";
import { readConfig } from "../src/index.ts";
import { createMail } from "../src/mail/mail.ts";
import { databaseImage } from "./database-image.ts";
import { startMailServer } from "./mail-server.ts";
import { runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const FROM = "Quay <portal@quay.example>";
let database: Database;
let logged: string[];
let clock: number;

beforeAll(async () => {
  database = await openDatabase({ poolSize: 1, image: await databaseImage() });
}, START_TIMEOUT_MS);
afterAll(() => database.close());
beforeEach(async () => {
  logged = [];
  clock = Date.now();
  await database.db.deleteFrom("outbound_mails").execute();
});

const mailVia = (url: string) => {
  const log = pino({}, { write: (line: string) => logged.push(line) });
  return createMail({ smtpUrl: url, from: FROM }, { database, log, now: () => clock });
};
const letter = (to: string, subject = "Your code") => ({ accountId: null, to, subject, text: "It is canary-7731." });
const rows = () => database.db.selectFrom("outbound_mails").selectAll().orderBy("inserted_at").execute();

describe("with a mail server", () => {
  test("a mail arrives, and neither the log nor the database keeps what it says", async () => {
    await using server = await startMailServer();
    const mail = await mailVia(server.url);
    await mail.send(letter("ada@example.com"));
    await expect.poll(async () => (await rows())[0]?.status).toBe("sent");
    await mail.close();
    expect(server.mails).toMatchObject([{ from: "portal@quay.example", to: ["ada@example.com"] }]);
    expect(server.mails[0]?.raw).toMatch(
      /From: Quay <portal@quay\.example>[\s\S]*Subject: Your code[\s\S]*canary-7731/,
    );
    expect(JSON.stringify(await rows()) + logged.join("")).not.toContain("canary");
  });

  test("one that a transaction takes back is never sent", async () => {
    await using server = await startMailServer();
    const mail = await mailVia(server.url);
    const failing = database.db.transaction().execute(async (trx) => {
      await mail.send(letter("ada@example.com"), trx);
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    await mail.send(letter("bob@example.com"));
    await expect.poll(() => server.mails.length).toBe(1);
    await mail.close();
    expect(server.mails[0]?.to).toEqual(["bob@example.com"]);
  });

  test("an address refused for good is tried once, and the log says why", async () => {
    await using server = await startMailServer({ refuse: () => ({ code: 550, text: "No such person" }) });
    const mail = await mailVia(server.url);
    await mail.send(letter("nobody@example.com"));
    await expect.poll(async () => (await rows())[0]?.status).toBe("failed");
    clock += 86_400_000;
    await mail.send(letter("nobody-else@example.com"));
    await expect.poll(async () => (await rows())[1]?.status).toBe("failed");
    await mail.close();
    expect(server.recipients).toEqual(["nobody@example.com", "nobody-else@example.com"]);
    expect((await rows())[0]).toMatchObject({
      attempts: 1,
      body: "",
      failure: expect.stringMatching(/No such person/),
    });
    expect(logged.join("")).toMatch(/No such person.*mail is given up/);
  });

  test("one refused for now is sent later, once", async () => {
    let isBusy = true;
    await using server = await startMailServer({
      refuse: () => (isBusy ? { code: 451, text: "Greylisted" } : undefined),
    });
    const mail = await mailVia(server.url);
    await mail.send(letter("ada@example.com"));
    await expect.poll(async () => (await rows())[0]?.failure).toMatch(/Greylisted/);
    expect((await rows())[0]).toMatchObject({ status: "waiting", attempts: 1 });
    isBusy = false;
    clock += 10_000;
    await mail.send(letter("bob@example.com"));
    await expect.poll(async () => (await rows()).map(({ status }) => status)).toEqual(["sent", "sent"]);
    await mail.close();
    expect(server.mails.map(({ to }) => to[0]).sort()).toEqual(["ada@example.com", "bob@example.com"]);
  });

  test("a server that is away loses nothing, across a restart of the portal", async () => {
    const gone = await startMailServer();
    await gone[Symbol.asyncDispose]();
    const before = await mailVia(gone.url);
    await before.send(letter("ada@example.com"));
    await expect.poll(async () => (await rows())[0]?.failure).toMatch(/ECONNREFUSED/);
    await before.close();
    clock += 10_000;
    await using server = await startMailServer({ port: gone.port });
    const after = await mailVia(server.url);
    await expect.poll(() => server.mails.length).toBe(1);
    await after.close();
  });

  test("what a portal was sending when it was killed is sent by the next one, in time and under the same name", async () => {
    await using server = await startMailServer();
    const at = new Date(clock).toISOString();
    const mail = (recipient: string, dueMs: number) => ({
      id: crypto.randomUUID(),
      account_id: null,
      recipient,
      subject: "Hello",
      body: "",
      status: "sending" as const,
      due_at: new Date(clock + dueMs).toISOString(),
      inserted_at: at,
      updated_at: at,
    });
    const [left, elsewhere] = [mail("ada@example.com", -1), mail("bob@example.com", 60_000)];
    await database.db.insertInto("outbound_mails").values([left, elsewhere]).execute();
    const queue = await mailVia(server.url);
    await expect.poll(() => server.mails.length).toBe(1);
    await queue.close();
    expect(server.mails[0]).toMatchObject({ to: ["ada@example.com"], raw: expect.stringContaining(`<${left.id}@`) });
    expect((await rows()).map(({ status }) => status).sort()).toEqual(["sending", "sent"]);
  });

  test("two portals on one database send each mail once", async () => {
    await using server = await startMailServer();
    const mails = [await mailVia(server.url), await mailVia(server.url)];
    const addresses = Array.from({ length: 24 }, (_, i) => `p${String(i).padStart(2, "0")}@example.com`);
    await Promise.all(addresses.map((to, i) => mails[i % 2]?.send(letter(to))));
    await expect.poll(async () => (await rows()).every(({ status }) => status === "sent")).toBe(true);
    for (const mail of mails) await mail.close();
    expect(server.mails.map(({ to }) => to[0]).sort()).toEqual(addresses);
  });

  test("a line break in a subject or a list in an address makes no header and no second recipient", async () => {
    await using server = await startMailServer();
    const mail = await mailVia(server.url);
    await mail.send(letter("ada@example.com", "Hello\r\nBcc: eve@example.com"));
    await mail.send(letter("ada@example.com, eve@example.com"));
    await expect
      .poll(async () => (await rows()).some(({ status }) => ["waiting", "sending"].includes(status)))
      .toBe(false);
    await mail.close();
    expect(server.recipients).not.toContain("eve@example.com");
    expect(server.mails.map(({ raw }) => raw).join("")).not.toMatch(/^Bcc:/m);
  });
});

test("a mail server without an address to send from is refused at the start", () => {
  expect(() => readConfig({ SMTP_URL: "smtp://127.0.0.1" })).toThrow(ConfigurationInvalid);
  expect(() => readConfig({ SMTP_URL: "http://127.0.0.1", SMTP_FROM: FROM })).toThrow(/smtp:/);
});

test("without a mail server, mail is on a page for browsers of this machine only", {
  timeout: START_TIMEOUT_MS,
}, async () => {
  await using running = await runPortal();
  const { hostname, port } = new URL(running.url);
  const open = (headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const asking = request({ hostname, port, path: "/outbox", headers }, (answer) => {
        text(answer).then((body) => resolve({ status: answer.statusCode, body }), reject);
      });
      asking.on("error", reject).end();
    });
  await running.portal.context.mail.send({
    accountId: running.account.accountId,
    to: "ada@example.com",
    subject: "<script>alert(1)</script>",
    text: "Code canary-7731: https://portal.example/verify?a=1&b=2",
  });
  expect((await fetch(`${running.url}/sign_up`)).status).toBe(404);
  const page = await open({ host: `localhost:${port}` });
  expect(page.status).toBe(200);
  expect(page.body).toContain("canary-7731");
  expect(page.body).toContain('<a href="https://portal.example/verify?a=1&amp;b=2">');
  expect(page.body).not.toContain("<script>");
  const strangers: Record<string, string>[] = [
    { host: `rebound.example:${port}` },
    { host: `localhost:${port}`, "x-forwarded-for": "192.0.2.7" },
    { host: `localhost:${port}`, forwarded: "for=192.0.2.7" },
    { host: `localhost:${port}`, "sec-fetch-site": "cross-site" },
  ];
  for (const headers of strangers) expect(await open(headers)).toMatchObject({ status: 404 });
});
