// Frames nobody has written down: whatever arrives, both sides answer with a reaction and never with an exception.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeToken,
  parseCallback,
  parseIngestToken,
  parseRetryAfter,
  parseUserAgent,
  parseUuid,
  parseVersion,
  reactToDeviceFrame,
  reactToFrame,
  tokenSigningKey,
} from "./index.ts";
import { endsEarly, parseJson } from "./json.ts";

/** Of frames and other JSON, which is dear to make. */
const FRAMES = 40_000;
const RUNS = 100_000;
const topics = ["client", "gateway", "relay"] as const;
const events = [
  "init",
  "phx_reply",
  "phx_close",
  "disconnect",
  "resource_created_or_updated",
  "relays_presence",
  "create_authorization",
  "request_authorization",
  "phx_join",
  "constructor",
  "__proto__",
  "toString",
] as const;
const keys = [
  "interface",
  "resources",
  "relays",
  "type",
  "id",
  "ref",
  "status",
  "response",
  "reason",
  "filters",
  "__proto__",
];
const payload = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 4 }),
  ),
})).value;
const frame = fc.record(
  {
    topic: fc.constantFrom(...topics, "phoenix"),
    event: fc.constantFrom(...events),
    payload,
    ref: fc.oneof(fc.nat(), fc.constant(null), fc.string(), fc.double()),
  },
  { requiredKeys: ["event"] },
);

describe("any frame", () => {
  test("gets a reaction from a device", () => {
    fc.assert(
      fc.property(fc.constantFrom(...topics), frame, (topic, value) => {
        expect(reactToFrame({ topic, pendingJoin: 0 }, JSON.stringify(value)).reaction).toBeTypeOf("string");
      }),
      { numRuns: FRAMES },
    );
  });

  test("gets a reaction from a portal", () => {
    fc.assert(
      fc.property(fc.constantFrom(...topics), fc.boolean(), frame, (topic, joined, value) => {
        const channel = { topic, joined, version: "v2" } as const;
        expect(reactToDeviceFrame(channel, JSON.stringify(value)).reaction).toBeTypeOf("string");
      }),
      { numRuns: FRAMES },
    );
  });

  test("cut short makes a device reconnect, at whatever point", () => {
    fc.assert(
      fc.property(frame, fc.nat(), (value, at) => {
        const text = JSON.stringify(value);
        const cut = text.slice(0, at % text.length);
        expect(reactToFrame({ topic: "client", pendingJoin: undefined }, cut).reaction).toBe("reconnect");
      }),
      { numRuns: FRAMES },
    );
  });
});

describe("JSON that ends early", () => {
  test("is told apart from what is no JSON", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom("]", "}", "x", "\u0001", "'"), (text, at, wrong) => {
        const json = parseJson(text);
        expect(json.ok).toBe(true);
        // Numbers are complete at any digit; everything else is not.
        const cut = text.slice(0, at % text.length);
        const parsed = parseJson(cut);
        if (!parsed.ok) expect(parsed.reason).toBe("ends_early");
        const broken = parseJson(`${text} ${wrong}`);
        expect(broken).toEqual({ ok: false, reason: "malformed" });
      }),
      { numRuns: FRAMES },
    );
  });

  test.each([
    "",
    " ",
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    "[",
    "[1,",
    '"',
    '"\\',
    '"\\u00',
    "-",
    "1.",
    "1e",
    "1e+",
    "tru",
  ])("%j", (text) => {
    expect(endsEarly(text)).toBe(true);
  });

  test.each([
    "}",
    "]",
    "{]",
    "{1",
    "{,",
    '{"a",',
    "[,",
    "[1}",
    "truth",
    "tru]",
    "01",
    "1.x",
    "1ee",
    '"\n"',
    "{} x",
    '"\\x',
    "nul ",
  ])("not %j", (text) => {
    expect(endsEarly(text)).toBe(false);
  });
});

test("any text is a token, a version, a date, a link, an id or none of them", () => {
  const key = tokenSigningKey("base", "salt", "client");
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
      decodeToken(text, [key]);
      parseIngestToken(text);
      parseVersion(text);
      parseRetryAfter(text, 0);
      parseUserAgent(text);
      parseCallback(text);
      parseUuid(text);
    }),
    { numRuns: RUNS },
  );
});
