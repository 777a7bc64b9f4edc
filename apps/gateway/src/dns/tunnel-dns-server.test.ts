import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  buildQuery,
  buildResponse,
  type DnsMessage,
  MessageReader,
  parseResponse,
  RCODE,
  RECORD_TYPE,
  withLengthPrefix,
} from "@fz/dns";
import { afterEach, expect, test } from "vitest";
import { silentLog } from "../../test/silent-log.ts";
import type { DnsTransport } from "./exchange.ts";
import { TunnelDnsServer } from "./tunnel-dns-server.ts";

type Ask = (query: DnsMessage, transport: DnsTransport) => Promise<DnsMessage>;

const IP = "127.0.0.1";
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, IP);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function listen(ask: Ask): Promise<{ server: TunnelDnsServer; port: number }> {
  const port = await freePort();
  const server = await TunnelDnsServer.listen({ ips: [IP, "::1"], port, ask, log: silentLog });
  endings.push(() => server.close());
  return { server, port };
}

function message(name: string): Uint8Array {
  const raw = buildQuery(7, name, RECORD_TYPE.TXT);
  if (!raw) throw new Error(`no name: ${name}`);
  return raw;
}

function textOf(bytes: number): Ask {
  return async (query) => {
    const data = { kind: "opaque", bytes: new Uint8Array(bytes) } as const;
    const response = parseResponse(buildResponse(query, RCODE.NOERROR, [{ type: RECORD_TYPE.TXT, ttl: 1, data }]));
    if (!response) throw new Error("unreadable");
    return response;
  };
}

async function overUdp(port: number, query: Uint8Array, ip = IP): Promise<DnsMessage | undefined> {
  const socket = createSocket(ip === IP ? "udp4" : "udp6");
  socket.send(query, port, ip);
  const [answer] = await once(socket, "message", { signal: AbortSignal.timeout(2_000) });
  socket.close();
  return parseResponse(answer);
}

async function overTcp(port: number, queries: readonly Uint8Array[], ip = IP): Promise<(DnsMessage | undefined)[]> {
  const socket = connect(port, ip);
  const reader = new MessageReader();
  const answers: (DnsMessage | undefined)[] = [];
  for (const query of queries) socket.write(withLengthPrefix(query));
  for await (const bytes of socket) {
    reader.push(bytes);
    for (let one = reader.next(); one !== undefined; one = reader.next()) answers.push(parseResponse(one));
    if (answers.length === queries.length) break;
  }
  return answers;
}

test.each([IP, "::1"])("answers on %s over both transports, asking over the one that the client used", async (ip) => {
  const transports: DnsTransport[] = [];
  const { port } = await listen((query, transport) => {
    transports.push(transport);
    return textOf(10)(query, transport);
  });
  expect((await overUdp(port, message("a.example"), ip))?.answers).toHaveLength(1);
  expect((await overTcp(port, [message("b.example")], ip))[0]?.answers).toHaveLength(1);
  expect(transports).toEqual(["udp", "tcp"]);
});

test("an answer over 1,200 bytes is cut over UDP and whole over TCP", async () => {
  const { port } = await listen(textOf(1_300));
  const cut = await overUdp(port, message("long.example"));
  expect(cut).toMatchObject({ truncated: true, id: 7, answers: [] });
  const [whole] = await overTcp(port, [message("long.example")]);
  expect(whole).toMatchObject({ truncated: false });
  expect(whole?.answers).toHaveLength(1);
});

test("what fails is answered with SERVFAIL", async () => {
  const { server, port } = await listen(() => Promise.reject(new Error("nobody knows")));
  expect((await overUdp(port, message("a.example")))?.rcode).toBe(RCODE.SERVFAIL);
  expect((await overTcp(port, [message("a.example")]))[0]?.rcode).toBe(RCODE.SERVFAIL);
  expect(server.counts.failed).toBe(2);
});

test("one connection takes many queries, one at a time and in order", async () => {
  let underWay = 0;
  let most = 0;
  const { port } = await listen(async (query, transport) => {
    most = Math.max(most, ++underWay);
    await sleep(5);
    underWay--;
    return textOf(3)(query, transport);
  });
  const names = ["a.example", "b.example", "c.example"];
  const answers = await overTcp(port, names.map(message));
  expect(answers.map((answer) => answer?.question.name)).toEqual(names);
  expect(most).toBe(1);
});

test("what is no query gets no answer over UDP and ends a connection", async () => {
  const { server, port } = await listen(textOf(3));
  const socket = connect(port, IP);
  socket.write(withLengthPrefix(new Uint8Array(20)));
  await once(socket.resume(), "close");
  const udp = createSocket("udp4");
  udp.send(new Uint8Array([1, 2, 3]), port, IP);
  udp.send(new Uint8Array(2_001), port, IP);
  while (server.counts.malformed < 3) await sleep(5);
  udp.close();
  expect((await overUdp(port, message("a.example")))?.rcode).toBe(RCODE.NOERROR);
});

test("an address that is not there is tried three times, then it fails and nothing is left bound", async () => {
  const port = await freePort();
  const options = { port, ask: textOf(3), log: silentLog };
  const begun = performance.now();
  await expect(TunnelDnsServer.listen({ ...options, ips: [IP, "192.0.2.1"] })).rejects.toThrow("EADDRNOTAVAIL");
  expect(performance.now() - begun).toBeGreaterThan(190);
  const server = await TunnelDnsServer.listen({ ...options, ips: [IP] });
  await server.close();
});
