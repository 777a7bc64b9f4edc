import * as reference from "dns-packet";
import { describe, expect, it } from "vitest";
import { Cache } from "./cache.ts";
import { type DnsMessage, parseMessage } from "./message.ts";

const parse = (packet: reference.Packet): DnsMessage => {
  const message = parseMessage(new Uint8Array(reference.encode(packet)));
  if (!message) throw new Error("unreadable");
  return message;
};
const query = (name: string, type: reference.RecordType = "A", id = 1) =>
  parse({ type: "query", id, flags: reference.RECURSION_DESIRED, questions: [{ name, type }] });
const response = (answers: reference.Answer[], more: Partial<reference.Packet> & { rcode?: number } = {}) =>
  parse({
    type: "response",
    id: 1,
    questions: [{ name: "example.com", type: "A" }],
    answers,
    ...more,
    flags: (more.flags ?? 0) | reference.RECURSION_AVAILABLE | (more.rcode ?? 0),
  });
const a = (ttl: number, data = "192.0.2.1"): reference.Answer => ({ type: "A", name: "example.com", ttl, data });
const cname = (ttl: number): reference.Answer => ({ type: "CNAME", name: "example.com", ttl, data: "x.example.com" });
const served = (cache: Cache, now: number, asked = query("example.com")) => {
  const bytes = cache.lookup(asked, now);
  if (!bytes) return undefined;
  const { questions = [], answers = [], ...rest } = reference.decode(Buffer.from(bytes));
  return { ...rest, questions, answers };
};
const with_ = (...stored: DnsMessage[]) => {
  const cache = new Cache();
  for (const each of stored) cache.store(each, 1000);
  return cache;
};

describe("the cache", () => {
  it("serves the answer section with what is left of its TTLs", () => {
    const stored = response([cname(2), a(60), a(30, "192.0.2.2")], {
      authorities: [{ type: "NS", name: "example.com", ttl: 9, data: "ns.example.com" }],
      additionals: [a(9)],
    });
    const answer = served(with_(stored), 1000 + 10_999, query("EXAMPLE.com", "A", 77));
    expect(answer).toMatchObject({ id: 77, rcode: "NOERROR", flag_qr: true, flag_rd: true, flag_ra: false });
    expect(answer?.questions[0].name).toBe("EXAMPLE.com");
    expect(answer?.answers.map((each) => "ttl" in each && each.ttl)).toEqual([0, 50, 20]);
    expect(answer?.authorities).toEqual([]);
    expect(answer?.additionals).toEqual([]);
  });

  it("keeps an answer as long as its shortest-lived record of the type asked for", () => {
    const cache = with_(response([cname(2), a(60), a(30, "192.0.2.2")]));
    expect(served(cache, 1000 + 29_999)).toBeDefined();
    expect(served(cache, 1000 + 30_000)).toBeUndefined();
    expect(served(cache, 1000)).toBeUndefined();
  });

  it.each([
    ["short-lived", response([a(60), a(4)])],
    ["a mere CNAME", response([cname(60)])],
    ["empty", response([])],
    ["NXDOMAIN", response([a(60)], { rcode: 3 })],
    ["truncated", response([a(60)], { flags: reference.TRUNCATED_RESPONSE })],
    ["of another class", response([a(60)], { questions: [{ name: "example.com", type: "A", class: "CH" }] })],
  ])("keeps no answer that is %s", (_, stored) => {
    expect(served(with_(stored), 1000)).toBeUndefined();
  });

  it("keeps one with 5 seconds to live", () => expect(served(with_(response([a(5)])), 1000)).toBeDefined());

  it("keeps types apart, and forgets all when told", () => {
    const cache = with_(response([a(60)]));
    expect(cache.lookup(query("example.com", "AAAA"), 1000)).toBeUndefined();
    expect(cache.lookup(query("www.example.com"), 1000)).toBeUndefined();
    cache.clear();
    expect(served(cache, 1000)).toBeUndefined();
  });

  it("holds the newest 4096", () => {
    const cache = new Cache();
    const named = (i: number) => response([a(60)], { questions: [{ name: `n${i}.example.com`, type: "A" }] });
    for (let i = 0; i < 4097; i++) cache.store(named(i), 0);
    expect(cache.lookup(query("n0.example.com"), 0)).toBeUndefined();
    expect(cache.lookup(query("n1.example.com"), 0)).toBeDefined();
    expect(cache.lookup(query("n4096.example.com"), 0)).toBeDefined();
  });
});
