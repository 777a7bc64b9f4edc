import { fromHex } from "@fz/bytes";
import * as reference from "dns-packet";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RCODE, RECORD_TYPE } from "./constants.ts";
import { parseMessage, parseQuery, parseResponse } from "./message.ts";
import { encodeName, parseName, readName } from "./name.ts";
import { buildQuery, buildResponse, buildServerFailure, fitResponse, withId } from "./response.ts";

const question = { name: "app.Example.com", type: "A" } as const;
const EDNS: reference.OptAnswer = {
  type: "OPT",
  name: ".",
  udpPayloadSize: 4096,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};
const query = (options: Partial<reference.Packet> = {}) =>
  new Uint8Array(reference.encode({ type: "query", id: 0x1234, questions: [question], ...options }));
const decode = (bytes: Uint8Array | undefined) => reference.decode(Buffer.from(bytes ?? []));
const parsed = (bytes: Uint8Array) => {
  const message = parseMessage(bytes);
  if (!message) throw new Error("unreadable");
  return message;
};

describe("reading messages", () => {
  it("reads what another encoder wrote", () => {
    const bytes = reference.encode({
      type: "response",
      id: 7,
      flags: reference.RECURSION_DESIRED,
      questions: [question],
      answers: [
        { type: "CNAME", name: "app.Example.com", ttl: 300, data: "lb.example.net" },
        { type: "A", name: "lb.example.net", ttl: 60, data: "192.0.2.1" },
        { type: "AAAA", name: "lb.example.net", ttl: 61, data: "2001:db8::1" },
        { type: "TXT", name: "lb.example.net", ttl: 62, data: "hello" },
      ],
      additionals: [EDNS],
    });
    const message = parseResponse(new Uint8Array(bytes));
    expect(message).toMatchObject({ id: 7, rcode: 0, recursionDesired: true, truncated: false });
    expect(message?.question).toEqual({ name: "app.Example.com", type: RECORD_TYPE.A, class: 1 });
    expect(message?.answers.map(({ name, type, ttl, data }) => ({ name, type, ttl, data }))).toEqual([
      { name: "app.Example.com", type: 5, ttl: 300, data: { kind: "name", name: "lb.example.net" } },
      { name: "lb.example.net", type: 1, ttl: 60, data: { kind: "address", ip: "192.0.2.1" } },
      { name: "lb.example.net", type: 28, ttl: 61, data: { kind: "address", ip: "2001:db8::1" } },
      { name: "lb.example.net", type: 16, ttl: 62, data: { kind: "opaque", bytes: fromHex("0568656c6c6f") } },
    ]);
  });

  it("follows compression pointers", () => {
    const head = fromHex("00078180000100010000000003617070076578616d706c6503636f6d0000010001") ?? new Uint8Array();
    const answer = fromHex("c00c0005000100000e10000502" + "6c62c010") ?? new Uint8Array();
    const message = parseResponse(new Uint8Array([...head, ...answer]));
    expect(message?.answers[0].data).toEqual({ kind: "name", name: "lb.example.com" });
  });

  it("tells queries from responses", () => {
    expect(parseQuery(query())).toBeDefined();
    expect(parseResponse(query())).toBeUndefined();
    expect(parseQuery(query({ type: "response" }))).toBeUndefined();
  });

  it("wants exactly one question", () => {
    expect(parseQuery(query({ questions: [] }))).toBeUndefined();
    expect(parseQuery(query({ questions: [question, question] }))).toBeUndefined();
  });

  it("wants an answer section that is there", () => {
    const bytes = query();
    bytes[7] = 1;
    expect(parseQuery(bytes)).toBeUndefined();
  });

  it("refuses an A record that is not 4 bytes long", () => {
    const bytes = buildResponse(parsed(query()), 0, [
      { type: RECORD_TYPE.A, ttl: 1, data: { kind: "opaque", bytes: new Uint8Array(5) } },
    ]);
    expect(parseResponse(bytes)).toBeUndefined();
  });

  it("takes a TTL with the top bit set for zero", () => {
    const ttl = 0xffff_ffff;
    const bytes = buildResponse(parsed(query()), 0, [{ type: 1, ttl, data: { kind: "address", ip: "192.0.2.1" } }]);
    expect(parseResponse(bytes)?.answers[0].ttl).toBe(0);
  });

  it("never throws and never reads what is not there", () => {
    const seeds = [
      query(),
      buildResponse(parsed(query()), 0, [{ type: 1, ttl: 1, data: { kind: "address", ip: "::1" } }]),
    ];
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 6 }), fc.nat(80))
      .map(([seed, changes, length]) => {
        const bytes = seed.slice(0, Math.max(12, length));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), mutated), (bytes) => {
        const message = parseMessage(among(0, bytes));
        expect(parseMessage(among(0xff, bytes))).toEqual(message);
        if (message) expect(message.answersEnd).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe("names", () => {
  it("escape what presentation form escapes", () => {
    const wire = Uint8Array.of(6, 0x61, 0x2e, 0x20, 0x5c, 0xfc, 0x7f, 1, 0x62, 0);
    expect(readName(wire, 0)).toEqual({ name: "a\\.\\ \\\\\\252\\127.b", end: 10 });
    expect(encodeName("a\\.\\ \\\\\\252\\127.b")).toEqual(wire);
  });

  it("the root is the empty text", () => {
    expect(readName(Uint8Array.of(0), 0)).toEqual({ name: "", end: 1 });
    expect(encodeName("")).toEqual(Uint8Array.of(0));
    expect(encodeName(".")).toEqual(Uint8Array.of(0));
  });

  it("a trailing dot is dropped", () => {
    expect(parseName("example.com.")).toBe("example.com");
    expect(parseName("example\\.")).toBe("example\\.");
  });

  it.each(["a..b", ".a", "..", `${"a".repeat(64)}.b`, `${"a.".repeat(127)}a`, "bücher.example", "a\\256", "a\\"])(
    "'%s' is no name",
    (text) => expect(encodeName(text)).toBeUndefined(),
  );

  it("may be 255 bytes long on the wire", () => {
    const name = `${"a.".repeat(126)}a`;
    expect(encodeName(name)?.length).toBe(255);
    expect(parseName(`${name}.`)).toBe(name);
  });

  it("a chain of pointers that goes round or forwards is refused", () => {
    expect(readName(Uint8Array.of(0xc0, 0), 0)).toBeUndefined();
    expect(readName(Uint8Array.of(0xc0, 2, 0xc0, 0), 2)).toBeUndefined();
    expect(readName(Uint8Array.of(1, 0x61, 0xc0, 0), 0)).toBeUndefined();
    expect(readName(Uint8Array.of(1, 0x61, 0xc0, 0), 2)).toBeUndefined();
    expect(readName(Uint8Array.of(0xc0, 2, 0), 0)).toBeUndefined();
  });

  it("come back from the wire as they went", () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 10 }), (labels) => {
        const wire = Uint8Array.from([...labels.flatMap((octets) => [octets.length, ...octets]), 0]);
        const name = readName(wire, 0)?.name;
        expect(name === undefined ? undefined : encodeName(name)).toEqual(wire);
      }),
      { numRuns: 20_000 },
    );
  });

  it("any text is a name or is refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        const name = parseName(text);
        if (name !== undefined) expect(parseName(name)).toBe(name);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe("answers built here", () => {
  it("copy id, opcode, RD and question, and set nothing else", () => {
    const asked = parsed(query({ flags: reference.RECURSION_DESIRED | reference.CHECKING_DISABLED | 0x1000 }));
    const bytes = buildResponse(asked, RCODE.NXDOMAIN);
    expect([...bytes.subarray(0, 12)]).toEqual([0x12, 0x34, 0x91, 0x03, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(bytes.subarray(12)).toEqual(query().subarray(12));
  });

  it("are read by another decoder", () => {
    const asked = parsed(query());
    const bytes = buildResponse(asked, RCODE.NOERROR, [
      { type: RECORD_TYPE.A, ttl: 1, data: { kind: "address", ip: "100.96.0.1" } },
      { type: RECORD_TYPE.PTR, ttl: 1, data: { kind: "name", name: "app.example.com" } },
    ]);
    expect(decode(bytes).answers).toMatchObject([
      { type: "A", name: "app.Example.com", ttl: 1, data: "100.96.0.1" },
      { type: "PTR", name: "app.Example.com", ttl: 1, data: "app.example.com" },
    ]);
  });

  it("a failure has no records", () => {
    expect(decode(buildServerFailure(parsed(query())))).toMatchObject({ rcode: "SERVFAIL", answers: [] });
  });

  it("queries are read by another decoder", () => {
    const bytes = buildQuery(9, "_sip._tcp.example.com", RECORD_TYPE.SRV);
    expect(decode(bytes)).toMatchObject({
      id: 9,
      type: "query",
      flag_rd: true,
      questions: [{ name: "_sip._tcp.example.com", type: "SRV", class: "IN" }],
    });
    expect(buildQuery(9, "not..a.name", RECORD_TYPE.A)).toBeUndefined();
  });

  it("that are too long keep header and question, with TC", () => {
    const long = new Uint8Array(
      reference.encode({
        type: "response",
        id: 1,
        flags: reference.AUTHORITATIVE_ANSWER,
        questions: [{ name: "example.com", type: "TXT" }],
        answers: [
          { type: "TXT", name: "example.com", ttl: 9, data: Array.from({ length: 10 }, () => "x".repeat(200)) },
        ],
        additionals: [{ type: "A", name: "example.com", ttl: 1, data: "192.0.2.1" }],
      }),
    );
    expect(fitResponse(long, long.length)).toBe(long);
    const cut = fitResponse(long, long.length - 1);
    expect(cut?.length).toBe(12 + 13 + 4);
    expect(decode(cut)).toMatchObject({ id: 1, flag_tc: true, flag_aa: true, answers: [], additionals: [] });
    expect(long[2] & 0x02).toBe(0);
  });

  it("a copy with another id leaves the original alone", () => {
    const original = query();
    expect(parsed(withId(original, 0xabcd)).id).toBe(0xabcd);
    expect(parsed(original).id).toBe(0x1234);
  });
});

/** The message in the middle of a buffer that is otherwise full of `guard`: what is read outside it shows. */
function among(guard: number, message: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(message.length + 512).fill(guard);
  buffer.set(message, 256);
  return buffer.subarray(256, 256 + message.length);
}
