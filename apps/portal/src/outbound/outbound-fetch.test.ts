import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type Prefix, parsePrefix } from "@fz/ip";
import { decode, encode } from "dns-packet";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { selfSigned } from "../../test/certificates.ts";
import { fewAtOnce, OutboundRefused } from "./guarded-connector.ts";
import { createOutbound, type Outbound, type OutboundOptions } from "./outbound-fetch.ts";

const networks = (...texts: string[]): Prefix[] => texts.flatMap((text) => parsePrefix(text) ?? []);
const certificate = selfSigned("DNS:idp.example", "IP:127.0.0.1");
const SLOW_MS = 400;

/** What each listener was asked, to tell who was reached. */
const reached: string[] = [];
const servers: Server[] = [];
const outbounds: Outbound[] = [];
const nameserver = createSocket("udp4");
/** Answers of the nameserver: one list of addresses for each query in turn, the last one for ever. */
let zone: Record<string, string[][]> = {};
let plainPort = 0;
let tlsPort = 0;
let seen: IncomingMessage | undefined;

beforeAll(async () => {
  nameserver.on("message", (message, { port, address }) => {
    const query = decode(message);
    const [question] = query.questions ?? [];
    const type = question.type === "AAAA" ? "AAAA" : "A";
    const turns = type === "A" ? (zone[question.name] ?? [[]]) : [[]];
    const addresses = turns.length > 1 ? turns.shift() : turns[0];
    const answers = (addresses ?? []).map((data) => ({ type, name: question.name, ttl: 0, data }) as const);
    nameserver.send(encode({ type: "response", id: query.id, questions: query.questions, answers }), port, address);
  });
  nameserver.bind(0, "127.0.0.1");
  await once(nameserver, "listening");
  plainPort = await listen(createServer(answer("plain")));
  tlsPort = await listen(createTlsServer(certificate, answer("tls")));
});
beforeEach(() => {
  reached.length = 0;
  zone = {};
});
afterAll(async () => {
  nameserver.close();
  for (const outbound of outbounds) await outbound.close();
  for (const server of servers) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function answer(name: string): RequestListener {
  return (request, response) => {
    reached.push(`${name} ${request.method} ${request.url}`);
    seen = request;
    const url = new URL(request.url ?? "", "http://x");
    switch (url.pathname) {
      case "/to":
        return response.writeHead(302, { location: url.searchParams.get("url") ?? "" }).end();
      case "/loop":
        return response.writeHead(302, { location: "/loop" }).end();
      case "/long":
        return response.end("x".repeat(5_000));
      case "/bomb":
        return response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(5_000)));
      case "/slow":
        response.write("first, ");
        setTimeout(() => response.end("last"), SLOW_MS);
        return;
      case "/never":
        return;
      default:
        return response.end("here");
    }
  };
}

function outbound(options: Partial<OutboundOptions> = {}): typeof fetch {
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${nameserver.address().port}`]);
  const made = createOutbound({
    allowedNetworks: [],
    resolve: (hostname) => resolver.resolve4(hostname),
    authorities: [certificate.cert],
    ...options,
  });
  outbounds.push(made);
  return made.fetch;
}
const inside = { allowedNetworks: networks("127.0.0.1/32") };

/** Why nothing came back. */
async function refusal(answer: Promise<Response>): Promise<string> {
  try {
    const response = await answer;
    await response.text();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof OutboundRefused) return cause.message;
    throw error;
  }
  throw new Error("something was answered");
}

describe("where requests go", () => {
  test("to networks that are opened, by name and address, with the certificate of the name", async () => {
    zone = { "idp.example": [["127.0.0.1"]] };
    const fetch = outbound(inside);
    for (const url of [
      `https://idp.example:${tlsPort}/`,
      `https://127.0.0.1:${tlsPort}/`,
      `http://127.0.0.1:${plainPort}/`,
      `http://idp.example:${plainPort}/`,
    ])
      expect(await (await fetch(url)).text()).toBe("here");
  });

  test("not to a server whose certificate is for another name", async () => {
    zone = { "other.example": [["127.0.0.1"]] };
    await expect(outbound(inside)(`https://other.example:${tlsPort}/`)).rejects.toMatchObject({
      cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
    });
    expect(reached).toEqual([]);
  });

  test.each([
    "127.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "0",
    "localhost",
    "10.0.0.1",
  ])("not to %s, unless it is opened", async (host) => {
    const fetch = outbound({ resolve: async () => ["127.0.0.1", "::1"] });
    expect(await refusal(fetch(`https://${host}:${tlsPort}/`))).toContain("is not at a public address");
    expect(reached).toEqual([]);
  });

  test("a name that leads inside is refused, in any disguise, and with nothing behind it", async () => {
    const disguises = [
      "127.0.0.1",
      "::ffff:127.0.0.1",
      "64:ff9b::7f00:1",
      "2002:7f00:1::",
      "fe80::1",
      "169.254.169.254",
    ];
    for (const ip of disguises) {
      const fetch = outbound({ resolve: async () => [ip] });
      expect(await refusal(fetch(`https://idp.example:${tlsPort}/`))).toContain("is not at a public address");
    }
    expect(await refusal(outbound({ resolve: async () => [] })("https://idp.example/"))).toContain("public address");
    expect(reached).toEqual([]);
  });

  test("of several addresses only those that are permitted are tried, one after the other", async () => {
    zone = { "idp.example": [["10.0.0.1", "127.0.0.9", "127.0.0.1"]] };
    const fetch = outbound({ allowedNetworks: networks("127.0.0.0/8") });
    expect(await (await fetch(`https://idp.example:${tlsPort}/`)).text()).toBe("here");
  });

  test("a name that changes its address after it was judged gains nothing", async () => {
    zone = { "rebind.example": [["127.0.0.1"], ["127.0.0.2"]] };
    const fetch = outbound({ allowedNetworks: networks("127.0.0.1/32") });
    expect(await (await fetch(`http://rebind.example:${plainPort}/first`)).text()).toBe("here");
    // The next connection resolves anew, and is judged anew.
    const next = outbound({ allowedNetworks: networks("127.0.0.1/32") });
    expect(await refusal(next(`http://rebind.example:${plainPort}/second`))).toContain("is not at a public address");
    expect(reached).toEqual(["plain GET /first"]);
  });

  test("plain http goes only to networks that are opened", async () => {
    const fetch = outbound({ resolve: async () => ["8.8.8.8"] });
    expect(await refusal(fetch("http://idp.example/"))).toContain("must be reached by https");
  });

  test("nothing but http and https, and no names with passwords", async () => {
    const fetch = outbound(inside);
    for (const url of ["file:///etc/passwd", "data:text/plain,x", "ftp://idp.example/", "gopher://idp.example/"])
      expect(await refusal(fetch(url))).toContain("is not spoken here");
    await expect(fetch("https://a:b@idp.example/")).rejects.toThrow(TypeError);
  });
});

describe("redirects", () => {
  const to = (url: string) => `http://127.0.0.1:${plainPort}/to?url=${encodeURIComponent(url)}`;

  test("are followed, without credentials where they lead to another origin", async () => {
    zone = { "idp.example": [["127.0.0.1"]] };
    const headers = { authorization: "Bearer x", cookie: "a=b", "x-other": "kept" };
    const answer = await outbound(inside)(to(`https://idp.example:${tlsPort}/end`), { headers });
    expect(await answer.text()).toBe("here");
    expect(seen?.headers).toMatchObject({ "x-other": "kept" });
    expect([seen?.headers.authorization, seen?.headers.cookie]).toEqual([undefined, undefined]);
    await outbound(inside)(to("/same"), { headers });
    expect(seen?.headers.authorization).toBe("Bearer x");
  });

  test("are judged like the first address", async () => {
    const fetch = outbound(inside);
    expect(await refusal(fetch(to("http://169.254.169.254/latest/meta-data/")))).toContain("public address");
    expect(await refusal(fetch(to("https://[::1]/")))).toContain("public address");
    expect(await refusal(fetch(to("file:///etc/passwd")))).toContain("is not spoken here");
    expect(await refusal(fetch(to("https://x:99999/")))).toContain("no URL");
  });

  test("end", async () => {
    expect(await refusal(outbound(inside)(`http://127.0.0.1:${plainPort}/loop`))).toContain("redirects too often");
    expect(reached.length).toBe(6);
  });

  test("do not carry what was posted, and are handed out where that is asked for", async () => {
    const fetch = outbound(inside);
    expect(await refusal(fetch(to("/end"), { method: "POST", body: "secret" }))).toContain("not followed");
    expect((await fetch(to("/end"), { redirect: "manual" })).status).toBe(302);
    expect(await refusal(fetch(to("/end"), { redirect: "error" }))).toContain("not followed");
  });
});

describe("limits", () => {
  test("an answer that is too long fails, also one that is so only once it is unpacked", async () => {
    const fetch = outbound({ ...inside, maxAnswerBytes: 4_000 });
    for (const path of ["long", "bomb"])
      expect(await refusal(fetch(`http://127.0.0.1:${plainPort}/${path}`))).toContain("longer than 4000 bytes");
  });

  test("one that takes too long, or never comes, fails", async () => {
    const fetch = outbound({ ...inside, timeoutMs: SLOW_MS / 4 });
    await expect(fetch(`http://127.0.0.1:${plainPort}/never`)).rejects.toMatchObject({ name: "TimeoutError" });
    const slow = await fetch(`http://127.0.0.1:${plainPort}/slow`);
    await expect(slow.text()).rejects.toMatchObject({ name: "TimeoutError" });
  });

  test("the caller can give up", async () => {
    const signal = AbortSignal.timeout(20);
    await expect(outbound(inside)(`http://127.0.0.1:${plainPort}/never`, { signal })).rejects.toThrow();
  });
});

test("names that nobody answers for hold a few threads only, and those that wait come in turn", async () => {
  const looked: string[] = [];
  const answer = new Map<string, () => void>();
  const resolve = fewAtOnce((name) => {
    looked.push(name);
    return new Promise((done) => answer.set(name, () => done([name])));
  }, 2);
  const answers = ["a", "b", "a", "c", "d", "c"].map((name) => resolve(name));
  expect(looked).toEqual(["a", "b"]);
  answer.get("b")?.();
  await vi.waitFor(() => expect(looked).toEqual(["a", "b", "c"]));
  for (const name of ["a", "c"]) answer.get(name)?.();
  await vi.waitFor(() => expect(looked).toEqual(["a", "b", "c", "d"]));
  answer.get("d")?.();
  expect((await Promise.all(answers)).flat()).toEqual(["a", "b", "a", "c", "d", "c"]);
  void resolve("a");
  expect(looked.at(-1)).toBe("a");
});

test("what is posted arrives, with its length", async () => {
  const body = new URLSearchParams({ grant_type: "authorization_code" });
  await outbound(inside)(`http://127.0.0.1:${plainPort}/token`, { method: "POST", body });
  expect(seen?.headers).toMatchObject({
    "content-length": "29",
    "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
  });
});
