import { formatSocketAddress, type IpVersion, parseSocketAddress } from "@fz/ip";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import vectors from "../vectors/candidates.json" with { type: "json" };
import {
  type Candidate,
  type CandidateKind,
  candidatePriority,
  localPreference,
  pairPriority,
  unstampedPriority,
} from "./candidate.ts";
import { candidateLines, formatCandidate, parseCandidate } from "./candidate-line.ts";
import { priorityIfLearnt } from "./connectivity-check.ts";
import { CLIENT_DEFAULT, IceAgent, isSameCandidate } from "./index.ts";
import { LocalCandidates } from "./local-candidates.ts";
import { optimisticCandidates } from "./optimistic.ts";

const FUZZ_RUNS = 60_000;
const UFRAG = "obpv";

function parsed(line: string): Candidate {
  const candidate = parseCandidate(line);
  if (!candidate) throw new Error(`does not parse: ${line}`);
  return candidate;
}

function kindOf(text: string): CandidateKind {
  if (text === "host" || text === "srflx" || text === "prflx" || text === "relay") return text;
  throw new Error(`unknown kind ${text}`);
}

function versionOf(number: number): IpVersion {
  return number === 4 ? 4 : 6;
}

function agent(remoteUfrag: string): IceAgent {
  return new IceAgent({
    role: "controlled",
    local: { username: "aq3x", password: "duxqhjxmy5qre6bds2puca" },
    remote: { username: remoteUfrag, password: "mbatv2vwsxfktof6mvhjiu" },
    timing: CLIENT_DEFAULT,
    random: (length) => new Uint8Array(length),
    now: 0,
  });
}

describe("priorities", () => {
  test.each(vectors.priorities)("$kind v$family after $same_kind_before, cross-family $cross_family", (vector) => {
    const kind = kindOf(vector.kind);
    const preference = localPreference({
      kind,
      version: versionOf(vector.family),
      before: vector.same_kind_before,
      crossFamily: vector.cross_family,
    });
    expect(preference).toBe(vector.local_preference);
    expect(candidatePriority(kind, preference)).toBe(vector.priority);
    expect(candidatePriority("prflx", preference)).toBe(vector.prflx_priority);
  });

  test.each(vectors.unstamped_priorities)("of a $kind v$family that no agent ranked", (vector) => {
    expect(unstampedPriority(kindOf(vector.kind), versionOf(vector.family))).toBe(vector.priority);
  });

  test.each(vectors.pair_priorities)(
    "of a pair: $why",
    ({ controlling_priority, controlled_priority, pair_priority }) => {
      expect(pairPriority(controlling_priority, controlled_priority).toString()).toBe(pair_priority);
    },
  );
});

describe("candidate lines", () => {
  test.each(vectors.ice_lines)("reads $line", ({ line, fields, accepted }) => {
    const candidate = parsed(line);
    expect({
      foundation: candidate.foundation,
      component: candidate.component,
      protocol: candidate.protocol,
      priority: candidate.priority,
      ip: candidate.address.ip,
      port: candidate.address.port,
      kind: candidate.kind,
      raddr: candidate.related?.ip ?? null,
      rport: candidate.related?.port ?? null,
      ufrag: candidate.ufrag ?? null,
    }).toEqual(fields);
    expect(agent(fields.ufrag ?? UFRAG).addRemoteCandidate(candidate, 0)).toBe(accepted);
  });

  test.each(vectors.ice_lines.filter(({ emit }) => emit))("an agent announces $line", ({ line, fields }) => {
    const kind = kindOf(fields.kind);
    if (kind === "prflx") throw new Error("never announced");
    const reachedOver = line.includes("37492735") ? 4 : undefined;
    const candidate = new LocalCandidates(UFRAG).add({
      kind,
      address: { ip: fields.ip, port: fields.port },
      ...(kind === "srflx" && { base: { ip: "192.168.1.10", port: 52625 } }),
      ...(reachedOver && { reachedOver }),
    });
    if (!candidate) throw new Error("refused");
    const hash = /^(candidate:[0-9a-f]{8})[0-9a-f]+/;
    expect(formatCandidate(candidate).replace(hash, "$1")).toBe(line.replace(hash, "$1"));
    expect(formatCandidate(candidate)).toMatch(/^candidate:[0-9a-f]{9,24} /);
    expect(formatCandidate(parsed(line))).toBe(line);
  });

  test.each(vectors.ice_invalid_lines)("refuses at $rejected_at: $line", ({ line, rejected_at }) => {
    const candidate = parseCandidate(line);
    if (rejected_at === "envelope" || rejected_at === "parse") return expect(candidate).toBeUndefined();
    if (!candidate) throw new Error("does not parse");
    const receiver = agent(UFRAG);
    receiver.addLocalCandidate({ kind: "host", address: { ip: "192.168.1.10", port: 52625 } });
    expect(receiver.addRemoteCandidate(candidate, 0)).toBe(rejected_at === "pairing");
    return expect(receiver.pollTimeout()).toBeUndefined();
  });

  test("go out best first, each once", () => {
    const { input, expected } = vectors.signalling_order;
    expect(candidateLines([...input, ...input].map(parsed))).toEqual(expected);
  });

  test.each(vectors.invalidation_matching)("$invalidation takes back $announced: $hits", (vector) => {
    const [announced, invalidation] = [parsed(vector.announced), parsed(vector.invalidation)];
    expect(isSameCandidate(announced, invalidation)).toBe(vector.hits);
    const receiver = agent(UFRAG);
    receiver.addRemoteCandidate(announced, 0);
    expect(receiver.removeRemoteCandidate(invalidation, 0)).toBe(vector.hits);
    expect(receiver.remoteCandidates().length).toBe(vector.hits ? 0 : 1);
  });

  test("what is written reads back, and arbitrary lines never throw", () => {
    const word = fc.string({ minLength: 1, maxLength: 8 });
    const number = fc.oneof(fc.nat(70_000).map(String), fc.nat({ max: 2 ** 31 - 1 }).map(String), word);
    const ip = fc.oneof(fc.ipV4(), fc.ipV6(), word);
    const kind = fc.constantFrom("host", "srflx", "prflx", "relay", "Host");
    const extension = fc.oneof(
      ip.map((text) => `raddr ${text}`),
      number.map((text) => `rport ${text}`),
      word.map((text) => `ufrag ${text}`),
      word,
    );
    const line = fc
      .tuple(word, number, fc.constantFrom("udp", "UDP", "tcp", "x"), number, ip, number, kind, fc.array(extension))
      .map(([f, c, p, prio, host, port, typ, rest]) =>
        [`candidate:${f}`, c, p, prio, host, port, "typ", typ, ...rest].join(" "),
      );
    fc.assert(
      fc.property(line, (text) => {
        const candidate = parseCandidate(text);
        if (candidate) expect(parseCandidate(formatCandidate(candidate))).toEqual(candidate);
      }),
      { numRuns: FUZZ_RUNS },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        parseCandidate(text);
        parseCandidate(`candidate:${text}`);
      }),
      { numRuns: FUZZ_RUNS },
    );
  });
});

describe("local candidates", () => {
  const socket = { ip: "192.0.2.1", port: 52625 };

  test("the reflexive one of a host without NAT is redundant", () => {
    const locals = new LocalCandidates(UFRAG);
    expect(locals.add({ kind: "host", address: socket })).toBeDefined();
    expect(locals.add({ kind: "srflx", address: socket, base: socket })).toBeUndefined();
    expect(locals.add({ kind: "host", address: socket })).toBeUndefined();
    expect(locals.list().length).toBe(1);
  });

  test("one that outranks an equal one takes its place", () => {
    const locals = new LocalCandidates(UFRAG);
    locals.add({ kind: "srflx", address: socket, base: socket });
    expect(locals.add({ kind: "host", address: socket })?.priority).toBe(2130706175);
    expect(locals.list().map(({ kind }) => kind)).toEqual(["host"]);
  });

  test("removed ones go on to count for the rank of those after them", () => {
    const locals = new LocalCandidates(UFRAG);
    const first = locals.add({ kind: "relay", address: { ip: "198.51.100.9", port: 50000 } });
    locals.remove("relay", { ip: "198.51.100.9", port: 50000 });
    const second = locals.add({ kind: "relay", address: { ip: "198.51.100.9", port: 50000 } });
    expect([first?.localPreference, second?.localPreference]).toEqual([16382, 16380]);
    expect(second && priorityIfLearnt(second)).toBe(candidatePriority("prflx", 16380));
  });

  test.each(["169.254.1.1", "255.255.255.255", "224.0.0.1", "0.0.0.0", "ff02::1", "::"])("%s is refused", (ip) => {
    expect(new LocalCandidates(UFRAG).add({ kind: "host", address: { ip, port: 1 } })).toBeUndefined();
  });

  test.each(["127.0.0.1", "::1", "fe80::1", "10.0.0.1"])("%s passes", (ip) => {
    expect(new LocalCandidates(UFRAG).add({ kind: "host", address: { ip, port: 1 } })).toBeDefined();
  });
});

describe("optimistic candidates", () => {
  test.each(vectors.optimistic_candidates)("$remote lead to $added", ({ remote, added }) => {
    const remotes = remote.map((text, i): Candidate => {
      const [addressText, kindText] = text.split(" ");
      const address = parseSocketAddress(addressText);
      if (!address) throw new Error(`no address: ${text}`);
      return { foundation: `${i}`, component: 1, protocol: "udp", priority: 1, address, kind: kindOf(kindText) };
    });
    const guesses = optimisticCandidates(remotes);
    expect(guesses.map(({ address, kind }) => `${formatSocketAddress(address)} ${kind}`)).toEqual(added);
    for (const guess of guesses) expect(guess.priority).toBe(1694498559);
  });
});

// The sections iceless_lines, iceless_parse_only and iceless_invalid_lines describe another candidate format, which an
// agent neither writes nor reads.
