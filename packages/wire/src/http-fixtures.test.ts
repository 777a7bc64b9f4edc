// Upgrade requests, refusals, flow-log uploads and the sign-in link, from the samples.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  bearerToken,
  CONNECT_ERRORS,
  type ConnectErrorCode,
  callbackUrl,
  clientConnectParams,
  clientQuery,
  connectProblem,
  connectUrl,
  FlowLogsBodySchema,
  gatewayConnectParams,
  gatewayQuery,
  parseCallback,
  parseConnectRequest,
  parseFlowReport,
  parseIngestToken,
  reactToRefusal,
  relayConnectParams,
  relayQuery,
  signInUrl,
} from "./index.ts";

const HTTP = new URL("../fixtures/http/", import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, HTTP), "utf8"));
const files = readdirSync(HTTP);

const HeadersSchema = z.record(z.string(), z.string());
const RequestSchema = z.object({ target: z.string(), headers: HeadersSchema, body: z.unknown().optional() });
const ResponseSchema = z.object({
  status: z.number(),
  headers: HeadersSchema,
  body: z.unknown().optional(),
  body_text: z.string().optional(),
});

/** 2030-01-01T00:00:00Z, the samples' now. */
const NOW = 1_893_456_000_000;

describe("upgrade request", () => {
  const request = (file: string) => {
    const { target, headers } = RequestSchema.parse(read(file));
    const parsed = parseConnectRequest(target, headers["X-Authorization"]);
    if (!parsed) throw new Error("no socket");
    return { target, parsed, url: new URL(target, "wss://portal.lumen.example") };
  };

  test("of a client is read and built alike", () => {
    const { target, parsed } = request("connect.client.json");
    expect(parsed).toMatchObject({
      topic: "client",
      version: "v2",
      token: expect.stringMatching(/^q7f2Zt0Lw1xMkR9sVb\./),
    });
    const connect = clientConnectParams(parsed.query);
    if (!connect.ok) throw new Error(connect.detail);
    expect(connect.params.name).toBe("Mara's Notebook");
    const query = clientQuery({ ...connect.params, name: connect.params.name ?? "" });
    const url = connectUrl("https://portal.lumen.example", "client", query);
    expect(`${url?.pathname}${url?.search}`).toBe(target);
  });

  test("of an older client carries its token in the query", () => {
    const { parsed, target } = request("connect.client.legacy-query-token.json");
    expect(parsed).toMatchObject({ topic: "client", version: "legacy", token: expect.stringMatching(/^q7f2/) });
    expect(parseConnectRequest(target, "Bearer from.the.header")?.token).toBe("from.the.header");
  });

  test("of a gateway is read and built alike", () => {
    const { target, parsed } = request("connect.gateway.json");
    expect(parsed).toMatchObject({ topic: "gateway", version: "v2" });
    const connect = gatewayConnectParams(parsed.query);
    if (!connect.ok) throw new Error(connect.detail);
    const query = gatewayQuery({ ...connect.params, name: connect.params.name ?? "" });
    const url = connectUrl("wss://portal.lumen.example/", "gateway", query);
    expect(`${url?.pathname}${url?.search}`).toBe(target);
  });

  test("of a relay is read and built alike", () => {
    const { target, parsed } = request("connect.relay.json");
    const connect = relayConnectParams(parsed.query);
    if (!connect.ok) throw new Error(connect.detail);
    const url = connectUrl("wss://portal.lumen.example", "relay", relayQuery(connect.params));
    expect(`${url?.pathname}${url?.search}`).toBe(target);
  });

  test("says field by field what is missing or too long", () => {
    const long = "x".repeat(256);
    expect(clientConnectParams(new URLSearchParams({ external_id: long }))).toEqual({
      ok: false,
      detail: "external_id is too long; public_key can't be blank",
    });
    expect(relayConnectParams(new URLSearchParams({ port: "3478" }))).toEqual({
      ok: false,
      detail: "ipv4 can't be blank",
    });
  });

  test("knows the older name of the external id, and trims", () => {
    const key = "vaQvIHkf1giHsoVeOfDT0s8iuEYuxZlw2TPhEcMg1m8=";
    const connect = clientConnectParams(new URLSearchParams({ firezone_id: " abc ", public_key: key }));
    expect(connect).toMatchObject({ ok: true, params: { externalId: "abc", name: undefined } });
  });

  test.each([
    ["http://h:8080/base/", "ws://h:8080/base/client/v2/websocket?a=b+c"],
    ["ws://h", "ws://h/client/v2/websocket?a=b+c"],
    ["wss://[2001:db8::1]?x=y", "wss://[2001:db8::1]/client/v2/websocket?a=b+c"],
  ])("goes below the base %s", (base, expected) => {
    expect(connectUrl(base, "client", [["a", "b c"]])?.href).toBe(expected);
  });

  test.each(["ftp://h", "portal", ""])("has no URL below %j", (base) => {
    expect(connectUrl(base, "client", [])).toBeUndefined();
  });

  test.each(["/client", "/client/v2/websocket/", "/relay/v2/websocket", "/"])("goes to no socket at %s", (target) => {
    expect(parseConnectRequest(target, undefined)).toBeUndefined();
  });

  test("loses the white space in its token", () => {
    expect(bearerToken("Bearer  a.b\n.c ")).toBe("a.b.c");
    expect(bearerToken("Basic abc")).toBeUndefined();
    expect(bearerToken("Bearer ")).toBeUndefined();
  });
});

describe("refusal", () => {
  const refusals = files.filter((file) => file.startsWith("connect-error."));
  const expected: Readonly<Record<string, unknown>> = {
    "connect-error.401.invalid_token.json": { reaction: "fatal", tokenInvalid: true },
    "connect-error.401.missing_token.json": { reaction: "fatal", tokenInvalid: true },
    "connect-error.401.no-code.json": { reaction: "fatal", tokenInvalid: false },
    "connect-error.503.rate_limit.json": { reaction: "retry", retryAfter: 1000 },
    "connect-error.503.retry-after-date.json": { reaction: "retry", retryAfter: 30_000 },
  };

  test.each(refusals)("%s", (file) => {
    const { status, headers, body, body_text } = ResponseSchema.parse(read(file));
    const reaction = reactToRefusal(
      {
        status,
        contentType: headers["content-type"],
        retryAfter: headers["retry-after"],
        body: body_text ?? JSON.stringify(body),
      },
      NOW,
    );
    expect(reaction).toMatchObject(expected[file] ?? { reaction: "retry", retryAfter: undefined });
    if (body === undefined) return;
    const problem = z.object({ code: z.string(), detail: z.string() }).parse(body);
    expect(connectProblem(codeOf(problem.code), problem.detail)).toEqual(body);
  });

  test("has a sample of every code", () => {
    const codes = Object.entries(CONNECT_ERRORS).map(([code, status]) => `connect-error.${status}.${code}.json`);
    expect(refusals).toEqual(expect.arrayContaining(codes));
  });

  test("with a date gone by is retried at once", () => {
    const refused = { status: 503, contentType: undefined, body: "" };
    const past = reactToRefusal({ ...refused, retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT" }, NOW);
    expect(past).toMatchObject({ retryAfter: 0 });
    const leap = reactToRefusal({ ...refused, retryAfter: "Tue, 29 Feb 2028 23:30:00 -0030" }, Date.UTC(2028, 2, 1));
    expect(leap).toMatchObject({ retryAfter: 0 });
  });

  function codeOf(text: string): ConnectErrorCode {
    const code = Object.keys(CONNECT_ERRORS).find((known): known is ConnectErrorCode => known === text);
    if (!code) throw new Error(`unknown code ${text}`);
    return code;
  }
});

describe("flow-log upload", () => {
  const reports = (file: string) => {
    const { headers, body } = RequestSchema.parse(read(file));
    const claims = parseIngestToken(bearerToken(headers.authorization) ?? "");
    return { claims, results: FlowLogsBodySchema.parse(body).flow_logs.map(parseFlowReport) };
  };

  test("opens a flow", () => {
    const { claims, results } = reports("flow-logs.request.open.json");
    expect(claims?.role).toBe("initiator");
    const report = { state: "open", flow_start: "2030-01-01T00:10:00.004519Z", inner_dst_port: 443 };
    expect(results).toMatchObject([{ ok: true, report }]);
  });

  test("closes a flow", () => {
    const { results } = reports("flow-logs.request.close.json");
    expect(results).toMatchObject([{ ok: true, report: { state: "closed", rx_bytes: 30122, outers: [{}, {}] } }]);
  });

  test("names the authorisation of each record where devices mix them", () => {
    const { results } = reports("flow-logs.request.mixed-authorizations.json");
    const ids = results.map((result) => (result.ok ? result.report.policy_authorization_id : undefined));
    expect(new Set(ids).size).toBe(2);
  });

  test("says what a record lacks", () => {
    const result = parseFlowReport({ protocol: "tcp", flow_end: "2030-01-01T00:00:00Z", outers: [] });
    expect(result).toMatchObject({ ok: false, errors: { last_packet: expect.anything(), outers: expect.anything() } });
  });

  test.each(files.filter((file) => file.startsWith("flow-logs.response")))("is answered: %s", (file) => {
    expect(ResponseSchema.parse(read(file)).headers["content-type"]).toMatch(/^application\/(problem\+)?json/);
  });
});

describe("sign-in", () => {
  const sample = z
    .object({ url: z.string(), nonce: z.string(), resulting_token: z.string() })
    .parse(read("deep-link.json"));

  test("comes back with the rest of the token", () => {
    const callback = parseCallback(sample.url);
    if (!callback) throw new Error("not parsed");
    expect(sample.nonce + callback.fragment).toBe(sample.resulting_token);
    expect(callback).toMatchObject({ accountSlug: "lumen-works", actorName: "Mara Okafor", state: "s9Kq2mXv" });
    expect(callbackUrl(callback)).toBe(sample.url);
  });

  test.each([
    ["another scheme", sample.url.replace("firezone-fd0020211111", "https")],
    ["another host", sample.url.replace("handle_client", "handle_other")],
    ["a path", sample.url.replace("callback?", "callback/x?")],
    ["no state", sample.url.replace(/&state=.*/, "")],
    ["two states", `${sample.url}&state=again`],
    ["no URL", "nonsense"],
  ])("is refused with %s", (_, url) => {
    expect(parseCallback(url)).toBeUndefined();
  });

  test("opens the page of the account", () => {
    const url = signInUrl("https://app.example/x/", { slug: "lumen", kind: "gui-client", nonce: "n", state: "s" });
    expect(url.href).toBe("https://app.example/x/lumen?as=gui-client&nonce=n&state=s");
    expect(signInUrl("https://app.example", { slug: "", kind: "headless-client" }).href).toBe(
      "https://app.example/?as=headless-client",
    );
  });
});
