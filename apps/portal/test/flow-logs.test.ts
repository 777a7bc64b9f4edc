import { type IngestClaims, signIngestToken } from "@fz/wire";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const DAY_MS = 86_400_000;
const PRECISE = ".123456789Z";

describe.each(["embedded", "server"] as const)("flow logs (%s)", (kind) => {
  let server: PostgresServer | undefined;
  let running: RunningPortal;
  let signingKey: Uint8Array;
  let claims: IngestClaims;
  let clockOffset = 0;
  let frozenAt: number | undefined;

  beforeAll(async () => {
    server = kind === "server" ? await startPostgres() : undefined;
    const database = server && { url: await server.createDatabase(), poolSize: 5 };
    running = await runPortal(database ? { database } : {}, () => frozenAt ?? Date.now() + clockOffset);
    const { db } = running.portal.context;
    const account = await db.selectFrom("accounts").select("ingest_signing_key").executeTakeFirstOrThrow();
    signingKey = account.ingest_signing_key;
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  beforeEach(() => {
    clockOffset += 2_000;
    claims = newClaims();
  });

  function newClaims(): IngestClaims {
    const now = Math.floor(Date.now() / 1_000);
    return {
      account_id: running.account.accountId,
      iat: now,
      exp: now + 86_400 * 30,
      uploads_enabled: true,
      role: "responder",
      initiator_device_id: crypto.randomUUID(),
      responder_device_id: crypto.randomUUID(),
      policy_authorization_id: crypto.randomUUID(),
      policy_id: crypto.randomUUID(),
      resource_id: crypto.randomUUID(),
      resource_name: "Wiki",
      initiator_actor_id: crypto.randomUUID(),
      initiator_actor_name: "Mara",
      initiator_actor_email: "mara@acme.example",
      authorized_at: new Date().toISOString(),
      authorization_expires_at: new Date(Date.now() + DAY_MS).toISOString(),
    };
  }

  const open = (over: object = {}) => ({
    protocol: "tcp",
    inner_src_ip: "100.81.12.34",
    inner_src_port: 50122,
    inner_dst_ip: "100.96.0.14",
    inner_dst_port: 443,
    domain: "wiki.acme.example",
    flow_start: new Date(Date.now() - 60_000).toISOString().replace(/\..*/, PRECISE),
    ...over,
  });
  const close = (over: object = {}) => ({
    ...open(),
    outers: [{ dst_ip: "198.51.100.17", dst_port: 3478, path_activated_at: "2030-01-01T00:10:09+02:00" }],
    flow_end: "2030-01-01T00:11:31.7Z",
    last_packet: "2030-01-01T00:11:30.918Z",
    rx_packets: 41,
    tx_packets: 38,
    rx_bytes: 30122,
    tx_bytes: 5210,
    ...over,
  });

  async function upload(flows: unknown, over: { token?: string; type?: string } = {}) {
    const answer = await fetch(`${running.url}/ingestion/flow_logs`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${over.token ?? signIngestToken(claims, signingKey)}`,
        "content-type": over.type ?? "application/json",
      },
      body: JSON.stringify({ flow_logs: flows }),
    });
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) };
  }
  const logged = async (query = "") => {
    const filter = `actor_id=${claims.initiator_actor_id}&end=2031-01-01T00:00:00Z${query}`;
    return (await running.api("GET", `/logs?type=flow&${filter}`)).body.data;
  };

  test("an open flow appears, and its close completes it once", async () => {
    expect(await upload([open()])).toMatchObject({ status: 200, body: { data: { status: "ok" } } });
    const [opened] = await logged();
    expect(opened).toMatchObject({
      type: "flow",
      role: "responder",
      resource_name: "Wiki",
      initiator_actor_email: "mara@acme.example",
      initiator_device_serial: null,
      inner_src_ip: "100.81.12.34",
      inner_domain: "wiki.acme.example",
      flow_start: expect.stringMatching(/\.123456Z$/),
      flow_end: null,
      outers: null,
      rx_bytes: null,
    });
    clockOffset += 1_000;
    expect((await upload([close({ flow_start: opened.flow_start })])).status).toBe(200);
    clockOffset += 1_000;
    expect((await upload([close({ flow_start: opened.flow_start, rx_bytes: 7 })])).status).toBe(200);
    clockOffset += 1_000;
    expect((await upload([open({ flow_start: opened.flow_start })])).status).toBe(200);
    const [closed, ...others] = await logged();
    expect(others).toEqual([]);
    expect(closed).toMatchObject({
      log_id: opened.log_id,
      timestamp: opened.timestamp,
      flow_end: "2030-01-01T00:11:31.700000Z",
      rx_packets: 41,
      rx_bytes: 30122,
      outers: [{ dst_ip: "198.51.100.17", dst_port: 3478, path_activated_at: "2029-12-31T22:10:09.000000Z" }],
    });
    expect((await running.api("GET", `/logs/${closed.log_id}`)).body.data).toEqual(closed);
    const { rows } = await sql<{ seq: number }>`
      select seq from flow_logs order by seq desc limit 1`.execute(running.portal.context.db);
    expect(rows[0].seq).toBeGreaterThan(1);
  });

  test("a record that no database holds does not keep the others out", async () => {
    const odd = [
      open({ domain: "a\ud800.example" }),
      open({ domain: "a\0.example" }),
      close({ flow_end: "9999-12-31T23:59:59-23:00" }),
    ];
    const answer = await upload([...odd, open()]);
    expect([answer.status, Object.keys(answer.body.validation_errors)]).toEqual([422, ["0", "1", "2"]]);
    expect(await logged()).toHaveLength(1);
  });

  test("of two reports on one flow in a batch the close counts; both sides' reports are kept", async () => {
    const flow_start = new Date().toISOString();
    await upload([close({ flow_start }), open({ flow_start })]);
    claims = { ...claims, role: "initiator" };
    clockOffset += 1_000;
    await upload([open({ flow_start })]);
    const flows = await logged();
    expect(flows).toHaveLength(2);
    const ends = flows.map((flow: { role: string; flow_end: string | null }) => [flow.role, flow.flow_end !== null]);
    expect(Object.fromEntries(ends)).toEqual({ responder: true, initiator: false });
  });

  test("what is wrong is named by its index, and the others are stored", async () => {
    const answer = await upload([
      open(),
      close({ inner_src_port: 1, last_packet: undefined }),
      open({ inner_src_port: 2, protocol: "icmp" }),
      "flow",
      open({ inner_src_port: 3, domain: "a\u0000b" }),
      open({ inner_src_port: 4, flow_start: "2030-13-01T00:00:00Z" }),
      open({ inner_src_port: 5, flow_start: "1999-01-01T00:00:00Z" }),
      open({ inner_src_port: 6, flow_start: `${new Date(Date.now() - 7_200_000).toISOString().slice(0, 19)}+23:59` }),
    ]);
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toMatch("application/problem+json");
    expect(Object.keys(answer.body.validation_errors)).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(answer.body.validation_errors["1"]).toEqual({ last_packet: [expect.any(String)] });
    expect((await logged()).map((flow: { inner_src_port: number }) => flow.inner_src_port).sort()).toEqual([50122, 6]);
  });

  test("records of another authorization are refused with everything around them", async () => {
    const own = open({ policy_authorization_id: claims.policy_authorization_id });
    const foreign = open({ inner_src_port: 1, policy_authorization_id: crypto.randomUUID() });
    expect((await upload([own, foreign])).status).toBe(422);
    expect(await logged()).toEqual([]);
    clockOffset += 1_000;
    expect((await upload([own])).status).toBe(200);
  });

  test("a token that is forged, expired, without uploads or of no account is refused", async () => {
    const sign = (over: object, key = signingKey) => signIngestToken({ ...claims, ...over }, key);
    const refused = {
      forged: sign({}, new Uint8Array(32)),
      expired: sign({ exp: Math.floor(Date.now() / 1_000) - 1 }),
      "uploads off": sign({ uploads_enabled: false }),
      "no account": sign({ account_id: crypto.randomUUID() }),
      "no id": sign({ account_id: "acme" }),
      "API token": running.account.apiToken,
      nothing: "",
    };
    for (const [which, token] of Object.entries(refused)) {
      clockOffset += 1_000;
      expect((await upload([open()], { token })).status, which).toBe(401);
    }
    expect(await logged()).toEqual([]);
  });

  test("too many, too large, no array and no JSON are told apart", async () => {
    const answers = [];
    for (const body of [Array(10_001).fill({}), "flows", undefined, Array(10_000).fill("x".repeat(1_100))]) {
      clockOffset += 1_000;
      answers.push((await upload(body)).status);
    }
    clockOffset += 1_000;
    answers.push((await upload([open()], { type: "text/plain" })).status);
    expect(answers).toEqual([400, 400, 400, 413, 400]);
  });

  test("a device uploads once a second for each authorization, whoever else is behind its address", async () => {
    const limit = { capacity: 1, refillPerSecond: 1 };
    const { authorizations } = running.portal.context.ingestBuckets;
    const { account_id, responder_device_id, policy_authorization_id } = claims;
    const key = `${account_id}/${responder_device_id}/${policy_authorization_id}`;
    authorizations.take(key, 1, limit, Date.now() + clockOffset + 60_000);
    const answer = await upload([open()]);
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("1");
    const others = Array.from({ length: 40 }, () => signIngestToken(newClaims(), signingKey));
    const answers = await Promise.all(others.map((token) => upload([open()], { token })));
    expect(answers.map(({ status }) => status)).toEqual(others.map(() => 200));
    const { role: _, ...rest } = claims;
    const otherEnd = signIngestToken({ ...rest, role: "initiator" }, signingKey);
    expect((await upload([open()], { token: otherEnd })).status).toBe(200);
  });

  test("a device with many authorizations takes fifty uploads a second at most", async () => {
    const device = { ...claims, initiator_device_id: crypto.randomUUID(), role: "initiator" } as const;
    const limit = { capacity: 50, refillPerSecond: 50 };
    const { devices } = running.portal.context.ingestBuckets;
    devices.take(`${device.account_id}/${device.initiator_device_id}`, 50, limit, Date.now() + clockOffset + 60_000);
    const asDevice = async () => {
      const token = signIngestToken({ ...device, policy_authorization_id: crypto.randomUUID() }, signingKey);
      return (await upload([open()], { token })).status;
    };
    expect(await asDevice()).toBe(429);
    clockOffset += 61_000;
    expect(await asDevice()).toBe(200);
  });

  test("an address whose tokens are none is not listened to for long, and its good ones cost it nothing", async () => {
    const status = async (token?: string) => (await upload([open()], token === undefined ? {} : { token })).status;
    for (let i = 0; i < 5; i++) {
      clockOffset += 1_000;
      expect(await status()).toBe(200);
    }
    const { strangers } = running.portal.context.ingestBuckets;
    const limit = { capacity: 200, refillPerSecond: 20 };
    frozenAt = Date.now() + clockOffset;
    expect(strangers.take("127.0.0.1", 198, limit, frozenAt)).toBe(true);
    expect([await status("none"), await status("none"), await status("none"), await status()]).toEqual([
      401, 401, 429, 429,
    ]);
    frozenAt = undefined;
    clockOffset += 10_000;
    expect(await status()).toBe(200);
  });

  test("a window shows the flows that overlap it", async () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    await upload([
      close({ inner_src_port: 1, flow_start: at(-60), flow_end: at(-50) }),
      close({ inner_src_port: 2, flow_start: at(-60), flow_end: at(-30) }),
      open({ inner_src_port: 3, flow_start: at(-60) }),
      open({ inner_src_port: 4, flow_start: at(-10) }),
    ]);
    const query = new URLSearchParams({ type: "flow", actor_email: "mara@acme.example", begin: at(-45), end: at(-20) });
    const { body } = await running.api("GET", `/logs?${query}&actor_id=${claims.initiator_actor_id}`);
    expect(body.data.map((flow: { inner_src_port: number }) => flow.inner_src_port).sort()).toEqual([2, 3]);
    expect(body.metadata.count).toBe(2);
  });

  test("days are made ahead, and dropped when their time has come", async () => {
    const { flowLogPartitions, db } = running.portal.context;
    const days = async () => {
      const { rows } = await sql<{ name: string }>`
        select inhrelid::regclass::text as name from pg_inherits where inhparent = 'flow_logs'::regclass`.execute(db);
      return rows.map(({ name }) => name).sort();
    };
    const name = (time: number) => `flow_logs_${new Date(time).toISOString().slice(0, 10).replaceAll("-", "")}`;
    const now = Date.now();
    await upload([open({ flow_start: new Date(now - 121 * DAY_MS).toISOString() })]);
    await Promise.all([flowLogPartitions.maintain(now), flowLogPartitions.maintain(now)]);
    expect(await days()).toEqual(expect.arrayContaining([name(now - 121 * DAY_MS), name(now + 14 * DAY_MS)]));
    await flowLogPartitions.maintain(now + DAY_MS);
    expect(await days()).not.toContain(name(now - 121 * DAY_MS));
    expect(await days()).toContain(name(now + 15 * DAY_MS));
  });

  test("ten thousand reports in one upload are stored within seconds", async () => {
    const flow_start = new Date().toISOString();
    const batch = Array.from({ length: 10_000 }, (_, i) => close({ flow_start, inner_src_port: i, domain: undefined }));
    const begin = performance.now();
    expect((await upload(batch)).status).toBe(200);
    const seconds = (performance.now() - begin) / 1_000;
    process.stdout.write(`flow logs (${kind}): ${Math.round(batch.length / seconds)} rows/s\n`);
    expect(seconds).toBeLessThan(20);
  });
});
