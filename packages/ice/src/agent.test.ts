// One agent and hand-made messages.

import { toHex } from "@fz/bytes";
import { formatSocketAddress, type SocketAddress } from "@fz/ip";
import {
  ATTRIBUTE,
  checkUfrags,
  errorCode,
  iceControlled,
  iceControlling,
  parseIceMessage,
  priority,
  StunBuilder,
  type StunMessage,
  shortTermKey,
  useCandidate,
  verifyFingerprint,
  verifyIntegrity,
  xorMappedAddress,
} from "@fz/stun";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { address, CREDENTIALS, seededRandom } from "../test/virtual-network.ts";
import { MAX_PAIRS } from "./checklist.ts";
import { CLIENT_DEFAULT, CLIENT_IDLE, IceAgent, type IceRole, type IceTransmit, parseCandidate } from "./index.ts";

const HOST = address("192.0.2.1:52625");
const PEER = address("198.51.100.1:52625");
const RELAYED = address("203.0.113.101:50001");
const PEER_PRIORITY = 1862270719;
const LARGEST = 0xffffffffffffffffn;
const { local, remote } = CREDENTIALS;

function agent(role: IceRole, hosts: readonly SocketAddress[] = [HOST]): IceAgent {
  const created = new IceAgent({ role, local, remote, timing: CLIENT_DEFAULT, random: seededRandom(11), now: 0 });
  for (const host of hosts) created.addLocalCandidate({ kind: "host", address: host });
  return created;
}

function line(at: SocketAddress, kind = "host", rest = ""): string {
  return `candidate:1 1 udp 2130706175 ${at.ip} ${at.port} typ ${kind}${rest}`;
}

function signal(subject: IceAgent, text: string, now = 0): boolean {
  const candidate = parseCandidate(text);
  if (!candidate) throw new Error(`does not parse: ${text}`);
  return subject.addRemoteCandidate(candidate, now);
}

function takeBack(subject: IceAgent, text: string, now: number): boolean {
  const candidate = parseCandidate(text);
  if (!candidate) throw new Error(`does not parse: ${text}`);
  return subject.removeRemoteCandidate(candidate, now);
}

interface CheckOptions {
  readonly role?: IceRole;
  readonly tieBreaker?: bigint;
  readonly nominates?: boolean;
  readonly username?: string;
  readonly password?: string;
}

function check(options: CheckOptions = {}): Uint8Array {
  const builder = new StunBuilder("request", 1, seededRandom(21)(12));
  builder.username(options.username ?? `${local.username}:${remote.username}`);
  if (options.role === "controlled") builder.iceControlled(options.tieBreaker ?? 0n);
  else builder.iceControlling(options.tieBreaker ?? 0n);
  builder.priority(PEER_PRIORITY);
  if (options.nominates) builder.useCandidate();
  return builder
    .integrity(shortTermKey(options.password ?? local.password))
    .fingerprint()
    .build();
}

function answer(sent: IceTransmit, mapped: SocketAddress, password = remote.password): Uint8Array {
  const builder = new StunBuilder("success", 1, sent.payload.subarray(8, 20)).xorMappedAddress(mapped);
  return builder.integrity(shortTermKey(password)).fingerprint().build();
}

function parsed(bytes: Uint8Array): StunMessage {
  const message = parseIceMessage(bytes);
  if (!message) throw new Error("does not parse");
  return message;
}

function receive(subject: IceAgent, bytes: Uint8Array, source = PEER, at = HOST, now = 1): boolean {
  const message = parsed(bytes);
  return subject.accepts(message) && subject.handleMessage(at, source, message, now);
}

function transmits(subject: IceAgent): IceTransmit[] {
  const all: IceTransmit[] = [];
  for (let sent = subject.pollTransmit(); sent; sent = subject.pollTransmit()) all.push(sent);
  return all;
}

function isRequest(sent: IceTransmit): boolean {
  return parsed(sent.payload).class === "request";
}

describe("messages", () => {
  test("a check carries what the peers read, in their order", () => {
    const subject = agent("controlled");
    signal(subject, line(PEER));
    const [sent] = transmits(subject);
    const message = parsed(sent.payload);
    expect(message.attributes.map(({ type }) => type)).toEqual([
      ATTRIBUTE.USERNAME,
      ATTRIBUTE.ICE_CONTROLLED,
      ATTRIBUTE.PRIORITY,
      ATTRIBUTE.MESSAGE_INTEGRITY,
      ATTRIBUTE.FINGERPRINT,
    ]);
    expect([sent.source, sent.destination]).toEqual([HOST, PEER]);
    expect(checkUfrags(message)).toEqual({ local: remote.username, remote: local.username });
    expect(priority(message)).toBe(PEER_PRIORITY);
    expect(iceControlled(message)).toBeGreaterThan(0n);
    expect(verifyIntegrity(message, shortTermKey(remote.password))).toBe("ok");
    expect(verifyFingerprint(message)).toBe("ok");
  });

  test("the check that nominates goes out at once and carries USE-CANDIDATE, as do those after it", () => {
    const subject = agent("controlling");
    signal(subject, line(PEER));
    const [first] = transmits(subject);
    expect(useCandidate(parsed(first.payload))).toBe(false);
    expect(receive(subject, answer(first, HOST))).toBe(true);
    expect(subject.selected).toMatchObject({ local: HOST, remote: PEER });
    const [second] = transmits(subject);
    const types = parsed(second.payload).attributes.map(({ type }) => type);
    expect(types.slice(1, 4)).toEqual([ATTRIBUTE.ICE_CONTROLLING, ATTRIBUTE.PRIORITY, ATTRIBUTE.USE_CANDIDATE]);
    subject.handleTimeout(10_000);
    expect(transmits(subject).map(({ payload }) => useCandidate(parsed(payload)))).toEqual([true]);
    expect(toHex(first.payload.subarray(8, 20))).not.toBe(toHex(second.payload.subarray(8, 20)));
  });

  test("a check is answered from where it arrived, with the address it came from", () => {
    const subject = agent("controlled");
    expect(receive(subject, check())).toBe(true);
    const response = transmits(subject).find((sent) => !isRequest(sent));
    if (!response) throw new Error("no answer");
    const message = parsed(response.payload);
    expect([response.source, response.destination]).toEqual([HOST, PEER]);
    expect(message.attributes.map(({ type }) => type)).toEqual([
      ATTRIBUTE.XOR_MAPPED_ADDRESS,
      ATTRIBUTE.MESSAGE_INTEGRITY,
      ATTRIBUTE.FINGERPRINT,
    ]);
    expect(xorMappedAddress(message)).toEqual(PEER);
    expect(verifyIntegrity(message, shortTermKey(local.password))).toBe("ok");
  });
});

describe("checks that get no answer", () => {
  const refused: readonly (readonly [string, Uint8Array])[] = [
    ["wrong password", check({ password: remote.password })],
    ["wrong local ufrag", check({ username: `zzzz:${remote.username}` })],
    ["wrong remote ufrag", check({ username: `${local.username}:zzzz` })],
    ["remote ufrag with more behind it", check({ username: `${local.username}:${remote.username}:x` })],
  ];
  test.each(refused)("%s", (_, bytes) => {
    const subject = agent("controlled");
    expect(receive(subject, bytes)).toBe(false);
    expect(transmits(subject)).toEqual([]);
    expect(subject.remoteCandidates()).toEqual([]);
  });

  test("one that arrived at no socket and no relayed address of ours", () => {
    const subject = agent("controlled");
    const reflexive = address("192.0.2.77:40001");
    subject.addLocalCandidate({ kind: "srflx", address: reflexive, base: HOST });
    expect(receive(subject, check(), PEER, reflexive)).toBe(false);
    subject.addLocalCandidate({ kind: "relay", address: RELAYED });
    expect(receive(subject, check(), PEER, RELAYED)).toBe(true);
    expect(transmits(subject).map(({ source }) => source)).toEqual([RELAYED, RELAYED]);
  });

  test("one that nominates while we are the controlling side", () => {
    const subject = agent("controlling");
    expect(receive(subject, check({ role: "controlled", nominates: true }))).toBe(false);
    expect(transmits(subject)).toEqual([]);
  });

  test("one from an address that the peer took back, until it is signalled again", () => {
    const subject = agent("controlled");
    signal(subject, line(PEER, "relay", " raddr 0.0.0.0 rport 0"));
    expect(takeBack(subject, line(PEER, "relay"), 1)).toBe(false);
    expect(takeBack(subject, line(PEER, "relay", " raddr 0.0.0.0 rport 0"), 1)).toBe(true);
    expect(subject.state).toBe("disconnected");
    expect(receive(subject, check())).toBe(false);
    signal(subject, line(PEER, "relay", " raddr 0.0.0.0 rport 0"), 2);
    expect(receive(subject, check())).toBe(true);
    expect(subject.state).toBe("checking");
  });
});

describe("responses", () => {
  test("count once, and only with the peer's signature", () => {
    const subject = agent("controlling");
    signal(subject, line(PEER));
    const [sent] = transmits(subject);
    expect(receive(subject, answer(sent, HOST, local.password))).toBe(false);
    expect(receive(subject, answer(sent, HOST))).toBe(true);
    expect(receive(subject, answer(sent, HOST))).toBe(false);
  });

  test("may come from any address, but not later than 10 s", () => {
    const subject = agent("controlling");
    signal(subject, line(PEER));
    const [sent] = transmits(subject);
    expect(receive(subject, answer(sent, HOST), address("203.0.113.9:9"), HOST, 10_001)).toBe(false);
    const late = transmits(subject).at(-1);
    if (!late) throw new Error("no further check");
    expect(receive(subject, answer(late, HOST), address("203.0.113.9:9"), HOST, 10_500)).toBe(true);
    expect(subject.selected?.remote).toEqual(PEER);
  });

  test("errors and indications are not for the agent", () => {
    const subject = agent("controlling");
    signal(subject, line(PEER));
    const [sent] = transmits(subject);
    for (const messageClass of ["error", "indication"] as const) {
      const bytes = new StunBuilder(messageClass, 1, sent.payload.subarray(8, 20)).errorCode(487, "Role Conflict");
      expect(subject.accepts(parsed(bytes.integrity(shortTermKey(remote.password)).build()))).toBe(false);
    }
  });

  test("an unknown mapped address becomes a candidate of ours that makes no pairs", () => {
    const subject = agent("controlling");
    signal(subject, line(PEER));
    const [sent] = transmits(subject);
    receive(subject, answer(sent, address("192.0.2.77:40001")));
    const learnt = subject.localCandidates().find(({ kind }) => kind === "prflx");
    expect(learnt).toMatchObject({ address: address("192.0.2.77:40001"), base: HOST });
    signal(subject, line(address("198.51.100.2:1")), 2);
    const sources = transmits(subject).map(({ source }) => formatSocketAddress(source));
    expect(new Set(sources)).toEqual(new Set([formatSocketAddress(HOST)]));
  });
});

describe("role conflict", () => {
  test.each(["controlling", "controlled"] as const)("%s with the larger tie-breaker: 487 and nothing else", (role) => {
    const subject = agent(role);
    expect(receive(subject, check({ role, tieBreaker: 0n }))).toBe(true);
    const [sent, ...others] = transmits(subject);
    const message = parsed(sent.payload);
    expect(others).toEqual([]);
    expect(message.class).toBe("error");
    expect(errorCode(message)?.code).toBe(487);
    expect(message.attributes.map(({ type }) => type)).toEqual([
      ATTRIBUTE.ERROR_CODE,
      ATTRIBUTE.MESSAGE_INTEGRITY,
      ATTRIBUTE.FINGERPRINT,
    ]);
    expect(verifyIntegrity(message, shortTermKey(local.password))).toBe("ok");
    expect([subject.role, subject.remoteCandidates()]).toEqual([role, []]);
  });

  test("with the smaller tie-breaker: changes its role and answers", () => {
    const subject = agent("controlling");
    expect(receive(subject, check({ role: "controlling", tieBreaker: LARGEST, nominates: true }))).toBe(true);
    expect(subject.role).toBe("controlled");
    expect(subject.selected?.remote).toEqual(PEER);
    const ours = transmits(subject)
      .filter(isRequest)
      .map(({ payload }) => parsed(payload));
    expect(ours.every((message) => iceControlling(message) === undefined)).toBe(true);

    const other = agent("controlled");
    expect(receive(other, check({ role: "controlled", tieBreaker: LARGEST }))).toBe(true);
    expect(other.role).toBe("controlling");
  });

  test("equal tie-breakers: the receiver insists", () => {
    const subject = agent("controlled");
    signal(subject, line(PEER));
    const own = iceControlled(parsed(transmits(subject)[0].payload)) ?? 0n;
    receive(subject, check({ role: "controlled", tieBreaker: own }));
    expect(transmits(subject).map(({ payload }) => parsed(payload).class)).toEqual(["error"]);
  });
});

describe("nomination", () => {
  test("the controlled side adopts a pair before its own check of it succeeds", () => {
    const subject = agent("controlled");
    receive(subject, check({ nominates: true }));
    expect(subject.pollEvent()).toEqual({ type: "nominated", local: HOST, remote: PEER });
    expect(subject.selected?.rtt).toBeUndefined();
  });

  test("the controlled side keeps to the best pair ever nominated", () => {
    const subject = agent("controlled");
    const worse = address("203.0.113.102:50002");
    signal(subject, `candidate:1 1 udp 37748479 ${worse.ip} ${worse.port} typ relay`);
    signal(subject, line(PEER));
    receive(subject, check({ nominates: true }), worse);
    expect(subject.selected?.remote).toEqual(worse);
    receive(subject, check({ nominates: true }), PEER);
    receive(subject, check({ nominates: true }), worse);
    expect(subject.selected?.remote).toEqual(PEER);
  });

  test("the peer's check of a pair triggers ours, but not again within 50 ms", () => {
    const subject = agent("controlled");
    signal(subject, line(PEER));
    expect(transmits(subject).filter(isRequest).length).toBe(1);
    receive(subject, check(), PEER, HOST, 49);
    expect(transmits(subject).filter(isRequest).length).toBe(0);
    receive(subject, check(), PEER, HOST, 60);
    expect(transmits(subject).filter(isRequest).length).toBe(1);
  });
});

describe("limits", () => {
  test("no more than 100 pairs, and what works is not pushed out", () => {
    const subject = agent("controlling");
    const worst = `candidate:1 1 udp 0 ${PEER.ip} ${PEER.port} typ relay`;
    signal(subject, worst);
    const [sent] = transmits(subject);
    receive(subject, answer(sent, HOST));
    for (let port = 1; port <= 300; port++) signal(subject, line({ ip: "198.51.100.2", port }), 2);
    expect(subject.selected?.remote).toEqual(PEER);
    transmits(subject);
    subject.setTiming({ initialRto: 1, maxRto: 1, maxRetransmits: 1_000 }, 5);
    const destinations = transmits(subject).map(({ destination }) => formatSocketAddress(destination));
    expect(new Set(destinations).size).toBe(MAX_PAIRS);
  });

  test("a peer cannot make us remember candidates without end", () => {
    const subject = agent("controlled");
    for (let port = 1; port <= 2_000; port++) receive(subject, check(), { ip: "198.51.100.2", port });
    expect(subject.remoteCandidates().length).toBeLessThanOrEqual(256);
    expect(signal(subject, line(PEER), 2)).toBe(true);
    expect(receive(subject, check({ nominates: true }), PEER)).toBe(true);
    expect(subject.selected?.remote).toEqual(PEER);
  });

  test("a reflexive candidate makes no pairs beside those of its base", () => {
    const subject = agent("controlling");
    subject.addLocalCandidate({ kind: "srflx", address: address("192.0.2.77:40001"), base: HOST });
    signal(subject, line(PEER));
    expect(transmits(subject).length).toBe(1);
  });
});

describe("whatever happens", () => {
  const hosts = [HOST, address("[2001:db8::1]:52625")];
  const peers = [PEER, address("198.51.100.1:40001"), address("[2001:db8::2]:52625")];
  const peer = fc.constantFrom(...peers);
  const step = fc.oneof(
    fc.record({ type: fc.constant("wait" as const), ms: fc.nat(30_000) }),
    fc.record({ type: fc.constant("signal" as const), at: peer, kind: fc.constantFrom("host", "srflx", "relay") }),
    fc.record({ type: fc.constant("take-back" as const), at: peer, kind: fc.constantFrom("host", "srflx", "relay") }),
    fc.record({
      type: fc.constant("check" as const),
      at: peer,
      nominates: fc.boolean(),
      tieBreaker: fc.bigInt(0n, 3n),
    }),
    fc.record({ type: fc.constant("answer" as const) }),
    fc.record({ type: fc.constant("relay" as const), add: fc.boolean() }),
    fc.record({ type: fc.constant("timing" as const), idle: fc.boolean() }),
  );

  test("the state agrees with the events, and time always moves on", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<IceRole>("controlling", "controlled"),
        fc.array(step, { maxLength: 40 }),
        (role, steps) => {
          const subject = agent(role, hosts);
          const sent: IceTransmit[] = [];
          let now = 0;
          let told = subject.state;
          let path: string | undefined;
          for (const one of steps) {
            if (one.type === "wait") now += one.ms;
            if (one.type === "signal") signal(subject, line(one.at, one.kind), now);
            if (one.type === "take-back") takeBack(subject, line(one.at, one.kind), now);
            if (one.type === "check") {
              const at = one.at.ip.includes(":") ? hosts[1] : hosts[0];
              receive(subject, check({ nominates: one.nominates, tieBreaker: one.tieBreaker }), one.at, at, now);
            }
            const oldest = one.type === "answer" ? sent.shift() : undefined;
            if (oldest) receive(subject, answer(oldest, oldest.source), oldest.destination, oldest.source, now);
            if (one.type === "relay" && one.add) subject.addLocalCandidate({ kind: "relay", address: RELAYED });
            if (one.type === "relay" && !one.add)
              subject.removeLocalCandidate({ kind: "relay", address: RELAYED }, now);
            if (one.type === "timing") subject.setTiming(one.idle ? CLIENT_IDLE : CLIENT_DEFAULT, now);
            subject.handleTimeout(now);
            sent.push(...transmits(subject).filter(isRequest));
            for (let event = subject.pollEvent(); event; event = subject.pollEvent()) {
              if (event.type === "state") told = event.state;
              if (event.type === "nominated") path = formatSocketAddress(event.remote);
            }
            const { selected, state } = subject;
            expect(told).toBe(state);
            if (selected) expect(formatSocketAddress(selected.remote)).toBe(path);
            expect(selected !== undefined).toBe(state === "connected" || state === "completed");
            expect(subject.pollTimeout() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
            expect(subject.pollTimeout() !== undefined).toBe(state !== "new" && state !== "disconnected");
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
