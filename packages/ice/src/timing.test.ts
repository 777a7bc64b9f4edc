import { parseIceMessage, StunBuilder, shortTermKey } from "@fz/stun";
import { describe, expect, test } from "vitest";
import { address, CREDENTIALS, seededRandom } from "../test/virtual-network.ts";
import {
  CLIENT_DEFAULT,
  CLIENT_IDLE,
  GATEWAY_DEFAULT,
  GATEWAY_IDLE,
  IceAgent,
  type IceTiming,
  type IceTransmit,
  parseCandidate,
} from "./index.ts";

const HOST = address("192.0.2.1:52625");
const PEER = address("198.51.100.1:52625");
const HEALTHY_CHECKS = 60;

/** One agent with one pair, whose peer answers at once for as long as it lives. */
class Subject {
  readonly agent: IceAgent;
  now = 0;
  readonly checks: number[] = [];

  constructor(timing: IceTiming) {
    const { local, remote } = CREDENTIALS;
    this.agent = new IceAgent({ role: "controlling", local, remote, timing, random: seededRandom(5), now: 0 });
    const line = `candidate:1 1 udp 2130706175 ${PEER.ip} ${PEER.port} typ host`;
    const candidate = parseCandidate(line);
    this.agent.addLocalCandidate({ kind: "host", address: HOST });
    if (!candidate || !this.agent.addRemoteCandidate(candidate, 0)) throw new Error("refused");
  }

  /** Runs until the pair is given up or `checks` further checks went out. */
  run(answers: boolean, checks: number): void {
    const target = this.checks.length + checks;
    for (;;) {
      for (let sent = this.agent.pollTransmit(); sent; sent = this.agent.pollTransmit()) {
        this.checks.push(this.now);
        if (answers) this.#answer(sent);
      }
      const next = this.agent.pollTimeout();
      if (next === undefined || this.checks.length >= target) return;
      this.now = Math.max(this.now, next);
      this.agent.handleTimeout(this.now);
    }
  }

  /** A check of the peer on the same path. */
  receiveCheck(): void {
    const { local, remote } = CREDENTIALS;
    const builder = new StunBuilder("request", 1, new Uint8Array(12)).username(`${local.username}:${remote.username}`);
    this.#receive(builder.iceControlled(0n).priority(1).integrity(shortTermKey(local.password)).build());
    this.agent.pollTransmit();
  }

  #answer(check: IceTransmit): void {
    const builder = new StunBuilder("success", 1, check.payload.subarray(8, 20)).xorMappedAddress(HOST);
    this.#receive(builder.integrity(shortTermKey(CREDENTIALS.remote.password)).build());
  }

  #receive(bytes: Uint8Array): void {
    const message = parseIceMessage(bytes);
    if (!message || !this.agent.handleMessage(HOST, PEER, message, this.now)) throw new Error("not accepted");
  }
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, i) => time - times[i]);
}

const PROFILES = [
  { name: "client default", timing: CLIENT_DEFAULT, healthy: 1_500, givenUpAfter: 16_500 },
  { name: "client idle", timing: CLIENT_IDLE, healthy: 25_000, givenUpAfter: 100_000 },
  { name: "gateway default", timing: GATEWAY_DEFAULT, healthy: 15_000, givenUpAfter: 615_500 },
  { name: "gateway idle", timing: GATEWAY_IDLE, healthy: 25_000, givenUpAfter: 1_000_000 },
];

describe.each(PROFILES)("timing: $name", ({ timing, healthy, givenUpAfter }) => {
  test("a healthy pair is checked at the longest interval", () => {
    const subject = new Subject(timing);
    subject.run(true, HEALTHY_CHECKS);
    expect(new Set(gaps(subject.checks).slice(-10))).toEqual(new Set([healthy]));
  });

  test("a path that dies is given up this long after the first unanswered check", () => {
    const subject = new Subject(timing);
    subject.run(true, HEALTHY_CHECKS);
    subject.checks.length = 0;
    subject.run(false, 1_000);
    expect(subject.checks.length).toBe(timing.maxRetransmits);
    expect(subject.now - subject.checks[0]).toBe(givenUpAfter);
    expect(subject.agent.state).toBe("disconnected");
  });
});

describe("back-off", () => {
  test("of a client's fresh pair: doubling up to 1.5 s", () => {
    const subject = new Subject(CLIENT_DEFAULT);
    subject.run(false, 1_000);
    expect(gaps(subject.checks)).toEqual([250, 500, 1_000, ...new Array<number>(8).fill(1_500)]);
    expect(subject.now - subject.checks[0]).toBe(15_250);
  });

  test("of a gateway's fresh pair: doubling up to 15 s", () => {
    const subject = new Subject(GATEWAY_DEFAULT);
    subject.run(false, 1_000);
    const doubling = [250, 500, 1_000, 2_000, 4_000, 8_000];
    expect(gaps(subject.checks)).toEqual([...doubling, ...new Array<number>(38).fill(15_000)]);
  });

  test("starts anew once answers fail to come", () => {
    const subject = new Subject(CLIENT_DEFAULT);
    subject.run(true, HEALTHY_CHECKS);
    subject.checks.length = 0;
    subject.run(false, 1_000);
    expect(gaps(subject.checks)).toEqual([1_500, 500, 1_000, ...new Array<number>(8).fill(1_500)]);
  });
});

describe("a change of timing profile", () => {
  test("to idle stretches the interval, back to default checks at once", () => {
    const subject = new Subject(CLIENT_DEFAULT);
    subject.run(true, HEALTHY_CHECKS);
    const last = subject.checks.at(-1) ?? 0;
    subject.agent.setTiming(CLIENT_IDLE, subject.now);
    expect(subject.agent.pollTimeout()).toBe(last + 25_000);
    subject.now += 10_000;
    subject.agent.setTiming(CLIENT_DEFAULT, subject.now);
    subject.run(true, 2);
    expect(subject.checks.slice(-2)).toEqual([last + 10_000, last + 11_500]);
  });
});

test("a pair on which the peer's checks still arrive is not given up", () => {
  const subject = new Subject(CLIENT_DEFAULT);
  subject.run(true, HEALTHY_CHECKS);
  const lastAnswered = subject.now;
  for (let i = 0; i < 20; i++) {
    subject.run(false, 5);
    subject.receiveCheck();
  }
  expect(subject.now - lastAnswered).toBeGreaterThan(60_000);
  expect(subject.agent.state).toBe("completed");
  const lastRequest = subject.now;
  subject.run(false, 1_000);
  expect(subject.agent.state).toBe("disconnected");
  expect(subject.now - lastRequest).toBeGreaterThanOrEqual(15_000);
  expect(subject.now - lastRequest).toBeLessThan(16_500);
});
