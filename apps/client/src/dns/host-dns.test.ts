import { execFileSync } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildQuery, buildResponse, parseQuery, parseResponse, RCODE, RECORD_TYPE } from "@fz/dns";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { HostDns } from "./host-dns.ts";
import { lookUp } from "./name-lookup.ts";

const LOOPBACK = "127.0.0.1";
const NAME = "public.example";

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

function queryFor(name = NAME, type: number = RECORD_TYPE.A): Uint8Array {
  const query = buildQuery(0x4711, name, type);
  if (!query) throw new Error(`${name} is no name`);
  return query;
}

/** What an honest server says: 192.0.2.80 and 2001:db8::80, whatever the name. */
function answerTo(query: Uint8Array): Uint8Array {
  const message = parseQuery(query);
  if (!message) throw new Error("not a query");
  const { type } = message.question;
  const ip = type === RECORD_TYPE.A ? "192.0.2.80" : "2001:db8::80";
  return buildResponse(message, RCODE.NOERROR, [{ type, ttl: 60, data: { kind: "address", ip } }]);
}

function addressesIn(payload: Uint8Array): string[] {
  const answers = parseResponse(payload)?.answers ?? [];
  return answers.flatMap(({ data }) => (data.kind === "address" ? [data.ip] : []));
}

async function udpServer(answer: (query: Buffer, socket: Socket, port: number) => void, port = 0) {
  const socket = createSocket("udp4");
  socket.on("message", (query, remote) => answer(query, socket, remote.port));
  socket.bind(port, LOOPBACK);
  await once(socket, "listening");
  closing.push(() => socket.close());
  return { ip: LOOPBACK, port: socket.address().port };
}

/** Hands out what it likes, in pieces of one byte. */
async function tcpServer(answer: (query: Uint8Array) => Uint8Array | undefined, port = 0) {
  const server: Server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (part) => {
      received = Buffer.concat([received, part]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const reply = answer(new Uint8Array(received.subarray(2)));
      if (!reply) {
        socket.destroy();
        return;
      }
      socket.setNoDelay(true);
      for (const byte of [reply.length >> 8, reply.length & 0xff, ...reply]) socket.write(Uint8Array.of(byte));
    });
  });
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  closing.push(() => server.close());
  const { port: bound } = server.address() as AddressInfo;
  return { ip: LOOPBACK, port: bound };
}

function hostDns(options: Partial<ConstructorParameters<typeof HostDns>[0]> = {}): HostDns {
  const dns = new HostDns({ resolvers: async () => [], timeout: 300, ...options });
  closing.push(() => dns.close());
  return dns;
}

describe("a query over UDP", () => {
  test("brings the answer, each from a port of its own", async () => {
    const ports = new Set<number>();
    const server = await udpServer((query, socket, port) => {
      ports.add(port);
      socket.send(answerTo(query), port, LOOPBACK);
    });
    const dns = hostDns();
    for (let i = 0; i < 5; i++) {
      const outcome = await dns.ask({ transport: "udp", server, payload: queryFor() });
      expect(outcome?.type === "response" && addressesIn(outcome.payload)).toEqual(["192.0.2.80"]);
    }
    expect(ports.size).toBe(5);
  });

  test("is a timeout where nobody answers", async () => {
    const server = await udpServer(() => undefined);
    expect(await hostDns().ask({ transport: "udp", server, payload: queryFor() })).toEqual({ type: "timeout" });
  });

  test("fails at once where nobody listens", async () => {
    const server = { ip: LOOPBACK, port: await freePort() };
    const begun = performance.now();
    const outcome = await hostDns({ timeout: 5_000 }).ask({ transport: "udp", server, payload: queryFor() });
    expect(outcome).toEqual({ type: "failure" });
    expect(performance.now() - begun).toBeLessThan(4_000);
  });

  test("believes neither another server nor another query's answer", async () => {
    const stranger = createSocket("udp4");
    closing.push(() => stranger.close());
    const server = await udpServer((query, socket, port) => {
      stranger.send(answerTo(query), port, LOOPBACK);
      const other = Buffer.from(answerTo(query));
      other.writeUInt16BE(0x4712);
      socket.send(other, port, LOOPBACK);
    });
    expect(await hostDns().ask({ transport: "udp", server, payload: queryFor() })).toEqual({ type: "timeout" });
  });

  test("fails where the answer is longer than 1,500 bytes", async () => {
    const server = await udpServer((query, socket, port) => {
      socket.send(Buffer.concat([answerTo(query), Buffer.alloc(1_500)]), port, LOOPBACK);
    });
    expect(await hostDns().ask({ transport: "udp", server, payload: queryFor() })).toEqual({ type: "failure" });
  });
});

describe("a query over TCP", () => {
  test("brings the answer, however it is cut up", async () => {
    const server = await tcpServer(answerTo);
    const outcome = await hostDns().ask({ transport: "tcp", server, payload: queryFor(NAME, RECORD_TYPE.AAAA) });
    expect(outcome?.type === "response" && addressesIn(outcome.payload)).toEqual(["2001:db8::80"]);
  });

  test("fails where the server hangs up or refuses", async () => {
    const server = await tcpServer(() => undefined);
    expect(await hostDns().ask({ transport: "tcp", server, payload: queryFor() })).toEqual({ type: "failure" });
    const nobody = { ip: LOOPBACK, port: await freePort() };
    expect(await hostDns().ask({ transport: "tcp", server: nobody, payload: queryFor() })).toEqual({ type: "failure" });
  });

  test("is a timeout where the server stays silent", async () => {
    const server: Server = createServer(() => undefined);
    server.listen(0, LOOPBACK);
    await once(server, "listening");
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const outcome = await hostDns().ask({ transport: "tcp", server: { ip: LOOPBACK, port }, payload: queryFor() });
    expect(outcome).toEqual({ type: "timeout" });
  });
});

describe("a query over HTTPS", () => {
  let key: string;
  let cert: string;

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "fz-doh-"));
    const [keyFile, certFile] = [join(folder, "key"), join(folder, "cert")];
    const words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost";
    const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
    execFileSync("openssl", [...words.split(" "), "-addext", names, "-keyout", keyFile, "-out", certFile], {
      stdio: "ignore",
    });
    [key, cert] = [readFileSync(keyFile, "utf8"), readFileSync(certFile, "utf8")];
    rmSync(folder, { recursive: true });
  });

  interface DohServer {
    readonly url: string;
    readonly connections: () => number;
  }

  async function dohServer(contentType = "application/dns-message"): Promise<DohServer> {
    let connections = 0;
    const server: HttpsServer = createHttpsServer({ key, cert }, (request, response) => {
      const encoded = new URL(request.url ?? "", "https://localhost").searchParams.get("dns") ?? "";
      const query = new Uint8Array(Buffer.from(encoded, "base64url"));
      expect([query[0], query[1]]).toEqual([0, 0]);
      expect(request.headers.accept).toBe("application/dns-message");
      response.writeHead(200, { "content-type": contentType }).end(answerTo(query));
    });
    server.on("secureConnection", () => connections++);
    server.listen(0, LOOPBACK);
    await once(server, "listening");
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { url: `https://127.0.0.1:${port}/dns-query`, connections: () => connections };
  }

  test("brings the answer with the query's own id, over one connection for all", async () => {
    const server = await dohServer();
    const dns = hostDns({ ca: cert, timeout: 5_000 });
    for (let i = 0; i < 3; i++) {
      const outcome = await dns.ask({ transport: "doh", url: server.url, payload: queryFor() });
      if (outcome?.type !== "response") throw new Error(`${outcome?.type}`);
      expect(parseResponse(outcome.payload)?.id).toBe(0x4711);
      expect(addressesIn(outcome.payload)).toEqual(["192.0.2.80"]);
    }
    expect(server.connections()).toBe(1);
    dns.reset();
    expect(await dns.ask({ transport: "doh", url: server.url, payload: queryFor() })).toMatchObject({
      type: "response",
    });
    expect(server.connections()).toBe(2);
  });

  test("fails where the certificate is nobody's we trust", async () => {
    const { url } = await dohServer();
    const outcome = await hostDns({ timeout: 5_000 }).ask({ transport: "doh", url, payload: queryFor() });
    expect(outcome).toEqual({ type: "failure" });
  });

  test("fails where the answer is no DNS message", async () => {
    const { url } = await dohServer("text/html");
    const outcome = await hostDns({ ca: cert, timeout: 5_000 }).ask({ transport: "doh", url, payload: queryFor() });
    expect(outcome).toEqual({ type: "failure" });
  });

  test("fails where no resolver knows the server", async () => {
    const url = "https://doh.example/dns-query";
    expect(await hostDns().ask({ transport: "doh", url, payload: queryFor() })).toEqual({ type: "failure" });
  });
});

describe("queries under way", () => {
  test("are not answered after the network has changed", async () => {
    const server = await udpServer(() => undefined);
    const dns = hostDns({ timeout: 5_000 });
    const outcome = dns.ask({ transport: "udp", server, payload: queryFor() });
    dns.reset();
    expect(await outcome).toEqual({ type: "failure" });
  });

  test("are limited; one too many is not asked, and over at once", async () => {
    let asked = 0;
    const server = await udpServer(() => {
      asked++;
    });
    const dns = hostDns({ maxConcurrent: 2 });
    const query = { transport: "udp", server, payload: queryFor() } as const;
    const outcomes = await Promise.all([dns.ask(query), dns.ask(query), dns.ask(query)]);
    expect(outcomes).toEqual(Array(3).fill({ type: "timeout" }));
    expect(asked).toBe(2);
    expect(await dns.ask(query)).toEqual({ type: "timeout" });
    expect(asked).toBe(3);
  });
});

describe("a server's address", () => {
  test("is asked of all resolvers, both families at once", async () => {
    const server = await udpServer((query, socket, port) => socket.send(answerTo(query), port, LOOPBACK));
    const resolvers = async () => ["127.0.0.9", LOOPBACK];
    expect(await lookUp("doh.example", { resolvers, port: server.port })).toEqual(["192.0.2.80", "2001:db8::80"]);
  });

  test("is asked over TCP where UDP gives nothing", async () => {
    const server = await tcpServer(answerTo);
    const resolvers = async () => [LOOPBACK];
    expect(await lookUp("doh.example", { resolvers, port: server.port })).toEqual(["192.0.2.80", "2001:db8::80"]);
  });

  test("may be given instead of a name", async () => {
    expect(await lookUp("[2001:db8::1]", { resolvers: async () => [] })).toEqual(["2001:db8::1"]);
  });

  test("that nobody knows is said so", async () => {
    const options = { resolvers: async () => [LOOPBACK], port: await freePort() };
    await expect(lookUp("doh.example", options)).rejects.toThrow(
      "no resolver of this machine knows an address of doh.example (asked: 127.0.0.1)",
    );
  });
});

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, LOOPBACK);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}
