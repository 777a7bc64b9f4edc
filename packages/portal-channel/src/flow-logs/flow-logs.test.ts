import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseFlowReport } from "@fz/wire";
import { afterEach, beforeEach, expect, test } from "vitest";
import { flow, tokenOf } from "../../test/flows.ts";
import type { CreateConnection, Way } from "../connect.ts";
import { FlowLogs } from "./flow-logs.ts";
import { flowRecord } from "./record.ts";
import { FlowSpool } from "./spool.ts";

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const PORTAL = "wss://portal.example";

interface Upload {
  readonly token: string;
  readonly ports: readonly number[];
  readonly at: number;
}

let folder: string;
let portal: Server;
let uploads: Upload[];
/** Statuses of the answers to come; 200 after that. `Location` is the same server. */
let answers: number[];
/** Seconds of `Retry-After`. */
let retryAfter: string;
let flowLogs: FlowLogs;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "flow-logs-"));
  uploads = [];
  answers = [];
  retryAfter = "1";
  portal = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const records: { inner_src_port: number }[] = JSON.parse(body).flow_logs;
      const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
      uploads.push({ token, ports: records.map((record) => record.inner_src_port), at: performance.now() });
      const status =
        request.url === "/ingestion/flow_logs" || request.url === "/elsewhere" ? (answers.shift() ?? 200) : 404;
      response.writeHead(status, { "retry-after": retryAfter, location: "/elsewhere" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => portal.listen(0, "127.0.0.1", resolve));
  flowLogs = open();
});
afterEach(async () => {
  await flowLogs.close();
  portal.close();
  portal.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

function open(way: Way = {}, url = PORTAL): FlowLogs {
  return new FlowLogs({ stateFolder: folder, portal: url, way, log });
}

function start(over: object = {}): void {
  const address = portal.address();
  const port = typeof address === "object" ? address?.port : 0;
  const api_url = `http://127.0.0.1:${port}/some/path`;
  flowLogs.configure({ api_url, upload_interval_secs: 1, upload_batch_size: 1_000, ...over });
}

const waiting = () => {
  try {
    return readdirSync(join(folder, "flow-logs"));
  } catch {
    // Nothing ever waited.
    return [];
  }
};
const soon = { timeout: 15_000, interval: 50 };

test("a report is what the portal takes", () => {
  const parsed = parseFlowReport(flowRecord(flow("t")));
  expect(parsed).toMatchObject({
    ok: true,
    report: {
      state: "closed",
      flow_start: "2030-03-17T17:46:40.000000Z",
      domain: "wiki.example",
      tx_bytes: 40,
      outers: [
        { src_ip: "192.0.2.1", src_port: 1 },
        { dst_ip: "198.51.100.2", dst_port: 3478 },
      ],
    },
  });
  const open = parseFlowReport(flowRecord({ ...flow("t"), end: undefined }));
  expect(open).toMatchObject({ ok: true, report: { state: "open" } });
});

test("reports are uploaded by authorization and removed when they were taken", async () => {
  const [first, second] = [tokenOf("a"), tokenOf("b")];
  flowLogs.add([flow(first, 1), flow(second, 2), flow(first, 3)]);
  start();
  await expect.poll(() => uploads.length, soon).toBe(2);
  expect(uploads.find(({ token }) => token === first)?.ports).toEqual([1, 3]);
  expect(uploads.find(({ token }) => token === second)?.ports).toEqual([2]);
  await expect.poll(waiting, soon).toEqual([]);
});

test("what an earlier run left is uploaded, up to the line that was cut short", async () => {
  const token = tokenOf("a");
  flowLogs.add([flow(token, 1)]);
  const [file] = waiting();
  appendFileSync(join(folder, "flow-logs", file), '{"protocol":"tc');
  await flowLogs.close();
  flowLogs = open();
  start();
  await expect.poll(() => uploads, soon).toMatchObject([{ token, ports: [1] }]);
});

test("what was written down before a kill -9 is uploaded by the next run, with what that run adds", async () => {
  const token = tokenOf("a");
  const writer = new URL("../../test/flow-log-writer.ts", import.meta.url);
  const child = spawn(process.execPath, [fileURLToPath(writer), folder, PORTAL, token], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
    if (said.length > 1_000) child.kill("SIGKILL");
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
  const written = said.split("\n").slice(0, -1).map(Number);
  flowLogs = open();
  flowLogs.add([flow(token, 65_535)]);
  start({ upload_batch_size: 10_000 });
  await expect.poll(() => uploads.length, soon).toBe(2);
  const uploaded = uploads.flatMap(({ ports }) => ports);
  expect(uploaded).toEqual(expect.arrayContaining([...written, 65_535]));
  await expect.poll(waiting, soon).toEqual([]);
});

test("what waits for one portal does not go to another, stays for it, and goes when its token has run out", async () => {
  const [own, other] = [tokenOf("a"), tokenOf("b")];
  flowLogs.add([flow(own, 1), flow(tokenOf("c", -1), 2)]);
  await flowLogs.close();
  flowLogs = open({}, "wss://elsewhere.example");
  expect(waiting()).toHaveLength(1);
  flowLogs.add([flow(other, 3)]);
  start();
  await expect.poll(() => uploads, soon).toMatchObject([{ token: other, ports: [3] }]);
  await expect.poll(waiting, soon).toHaveLength(1);
  await flowLogs.close();
  flowLogs = open();
  start();
  await expect.poll(() => uploads, soon).toMatchObject([{ token: other }, { token: own, ports: [1] }]);
});

test("more than a batch goes in several uploads, and what is too large in halves", async () => {
  const token = tokenOf("a");
  answers = [413];
  flowLogs.add([1, 2, 3, 4, 5].map((port) => flow(token, port)));
  start({ upload_batch_size: 3 });
  await expect.poll(() => uploads.map(({ ports }) => ports), soon).toEqual([[1, 2, 3], [1, 2], [3], [4, 5]]);
  await expect.poll(waiting, soon).toEqual([]);
});

test("a portal that is asked too often is asked again when it says", async () => {
  answers = [429];
  flowLogs.add([flow(tokenOf("a"))]);
  start();
  await expect.poll(() => uploads.length, soon).toBe(2);
  expect(uploads[1].at - uploads[0].at).toBeGreaterThan(1_000);
  await expect.poll(waiting, soon).toEqual([]);
});

test("a portal that asks for longer than a timer lasts is not flooded", async () => {
  answers = [429, 429, 429];
  retryAfter = "9999999";
  flowLogs.add([flow(tokenOf("a"))]);
  start();
  await expect.poll(() => uploads.length, soon).toBe(1);
  await sleep(1_500);
  expect(uploads).toHaveLength(1);
});

test("a portal that moved is followed", async () => {
  answers = [307];
  flowLogs.add([flow(tokenOf("a"), 7)]);
  start();
  await expect.poll(() => uploads.map(({ ports }) => ports), soon).toEqual([[7], [7]]);
  await expect.poll(waiting, soon).toEqual([]);
});

test("names are looked up and connections made as it was told, and https is https", async () => {
  const pem = (name: string) => readFileSync(new URL(`../../test/tls/${name}.pem`, import.meta.url), "utf8");
  const secure = createSecureServer({ cert: pem("cert"), key: pem("key") }, (request, response) => {
    uploads.push({ token: request.headers.authorization ?? "", ports: [], at: 0 });
    response.writeHead(200).end("{}");
  });
  await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
  const ways: string[] = [];
  const createConnection: CreateConnection = async ({ ip, port }) => {
    ways.push(`to ${ip}`);
    const socket = connect({ host: ip, port });
    await once(socket, "connect");
    return socket;
  };
  const lookup = async (host: string) => {
    ways.push(`look up ${host}`);
    return ["127.0.0.1"];
  };
  await flowLogs.close();
  flowLogs = open({ createConnection, lookup, tls: { ca: pem("cert") } });
  flowLogs.add([flow(tokenOf("a"))]);
  const address = secure.address();
  start({ api_url: `https://portal.test:${typeof address === "object" ? address?.port : 0}` });
  await expect.poll(waiting, soon).toEqual([]);
  secure.close();
  expect(ways).toEqual(["look up portal.test", "to 127.0.0.1"]);
  expect(uploads).toHaveLength(1);
});

test("a portal that says the same again and again does not put the upload off", async () => {
  flowLogs.add([flow(tokenOf("a"))]);
  const again = setInterval(start, 200);
  await expect.poll(() => uploads.length, soon).toBe(1);
  clearInterval(again);
});

test("an end of the program does not wait for a portal that is silent", async () => {
  const silent = createTcpServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  flowLogs.add([flow(tokenOf("a"))]);
  start({ api_url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` });
  const [socket]: Socket[] = await once(silent, "connection");
  const begin = performance.now();
  await flowLogs.close();
  expect(performance.now() - begin).toBeLessThan(1_000);
  expect(waiting()).toHaveLength(1);
  socket.destroy();
  silent.close();
});

test("what is refused is kept and tried again, and a broken portal is left alone for a while", async () => {
  answers = [422, 422, 500];
  flowLogs.add([flow(tokenOf("a"))]);
  start();
  await expect.poll(() => uploads.length, soon).toBe(3);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(uploads).toHaveLength(3);
  expect(waiting()).toHaveLength(1);
});

test("what nobody takes any more is thrown away, and nothing is uploaded where the portal wants none", async () => {
  flowLogs.add([flow(tokenOf("a", -1))]);
  start({ upload_interval_secs: 0 });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(waiting()).toHaveLength(1);
  start();
  await expect.poll(waiting, soon).toEqual([]);
  expect(uploads).toEqual([]);
});

test("the spool has its limit, and leaves no folder where nothing waits", () => {
  const place = join(folder, "small");
  const spool = new FlowSpool({ folder: place, portal: PORTAL, maxBytes: 2_000, now: 0 });
  const token = tokenOf("a");
  for (let i = 0; i < 5; i++) spool.add(token, [{ filler: "x".repeat(300) }]);
  expect(spool.takeRefused()).toBe(2);
  const [file] = spool.takeBatches(Date.now());
  expect(spool.read(file, Date.now())?.records).toHaveLength(3);
  spool.remove(file);
  spool.add(token, [{}]);
  expect(spool.takeRefused()).toBe(0);
  for (const batch of spool.takeBatches(Date.now())) spool.remove(batch);
  spool.close();
  expect(readdirSync(folder)).not.toContain("small");
});
