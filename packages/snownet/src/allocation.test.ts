import { toHex } from "@fz/bytes";
import type { TurnServer } from "@fz/simnet";
import { METHOD_ALLOCATE, METHOD_BINDING, METHOD_REFRESH, parseStun, StunBuilder, verifyIntegrity } from "@fz/stun";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../test/random.ts";
import { turnServer } from "../test/turn-server.ts";
import { bytes, CLIENT_IPV4, credentials, exchange, RELAY_IPV4, RELAY_IPV6, stun } from "../test/turn-vectors.ts";
import vectors from "../vectors/turn-exchanges.json" with { type: "json" };
import { Allocation } from "./allocation.ts";

const CONFIG = {
  id: "relay",
  addresses: [RELAY_IPV4],
  username: credentials.username,
  password: credentials.password,
};
const KEY = bytes(credentials.key_md5);

/** What the allocation sends until `until`, with the times. */
function transmissions(allocation: Allocation, until: number): { at: number; payload: Uint8Array }[] {
  const sent: { at: number; payload: Uint8Array }[] = [];
  const drain = (at: number) => {
    for (let next = allocation.pollTransmit(); next; next = allocation.pollTransmit()) {
      sent.push({ at, payload: next.payload });
    }
  };
  drain(0);
  for (let now = allocation.pollTimeout(); now <= until; now = allocation.pollTimeout()) {
    allocation.handleTimeout(now);
    drain(now);
  }
  return sent;
}

function answerBinding(allocation: Allocation, payload: Uint8Array, now: number): void {
  const response = new StunBuilder("success", METHOD_BINDING, payload.subarray(8, 20)).xorMappedAddress(CLIENT_IPV4);
  const message = parseStun(response.build());
  if (message) allocation.handleMessage(CLIENT_IPV4, RELAY_IPV4, message, now);
}

/** Lets the relay answer everything at once, at `now`. */
function serve(allocation: Allocation, relay: TurnServer, now: number): void {
  for (let sent = allocation.pollTransmit(); sent; sent = allocation.pollTransmit()) {
    for (const { payload } of relay.receive(
      { source: CLIENT_IPV4, destination: sent.destination, payload: sent.payload, ecn: 0 },
      now,
    )) {
      const message = parseStun(payload);
      if (message) allocation.handleMessage(CLIENT_IPV4, sent.destination, message, now);
    }
  }
}

describe("a relay that does not answer", () => {
  test("is sent BINDING at 0, 1, 2.5 and 4.75 s, always the same, and given up at 8.125 s", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    const sent = transmissions(allocation, 8124);
    expect(sent.map(({ at }) => at)).toEqual([0, 1000, 2500, 4750]);
    expect(new Set(sent.map(({ payload }) => toHex(payload))).size).toBe(1);
    expect(allocation.freed).toBeUndefined();
    allocation.handleTimeout(8125);
    expect(allocation.freed).toBe("no-response");
    expect(allocation.pollTimeout()).toBe(Number.POSITIVE_INFINITY);
  });

  test("is asked with a new transaction each time once credentials are involved, and only the latest counts", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    const [binding] = transmissions(allocation, -1);
    answerBinding(allocation, binding.payload, 0);
    const sent = transmissions(allocation, 8000).map(({ payload }) => stun(toHex(payload)));
    expect(sent.map(({ method }) => method)).toEqual(Array(4).fill(METHOD_ALLOCATE));
    expect(new Set(sent.map(({ transactionId }) => toHex(transactionId))).size).toBe(4);
    for (const message of sent) expect(verifyIntegrity(message, KEY)).toBe("ok");
    const late = exchangeChallenge(sent[0].transactionId);
    allocation.handleMessage(CLIENT_IPV4, RELAY_IPV4, late, 8000);
    expect(allocation.pollTransmit()).toBeUndefined();
    allocation.handleMessage(CLIENT_IPV4, RELAY_IPV4, exchangeChallenge(sent[3].transactionId), 8000);
    expect(allocation.pollTransmit()).toBeDefined();
  });

  test("over one family may do so over the other", () => {
    const allocation = new Allocation({ ...CONFIG, addresses: [RELAY_IPV4, RELAY_IPV6] }, seededRandom(1), 0);
    const relay = turnServer({ ...CONFIG, addresses: [RELAY_IPV4] });
    serve(allocation, relay, 0);
    expect(allocation.activeSocket).toEqual(RELAY_IPV4);
    transmissions(allocation, 9000);
    expect(allocation.freed).toBeUndefined();
    expect(allocation.relayCandidates()).toHaveLength(1);
  });

  test("after it has served us is given up, and its candidates with it", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    const relay = turnServer(CONFIG);
    serve(allocation, relay, 0);
    while (allocation.pollEvent());
    transmissions(allocation, 33_124);
    expect(allocation.freed).toBeUndefined();
    allocation.handleTimeout(33_125);
    expect(allocation.freed).toBe("no-response");
    expect(allocation.pollEvent()).toMatchObject({ type: "invalid", candidate: { kind: "relay" } });
    expect(allocation.reflexiveCandidates()).toHaveLength(2);
  });

  test("to a liveness check has failed after a second", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    serve(allocation, turnServer(CONFIG), 0);
    allocation.checkLiveness(5000);
    expect(stun(toHex(transmissions(allocation, 5999)[0].payload)).method).toBe(METHOD_REFRESH);
    expect(allocation.freed).toBeUndefined();
    allocation.handleTimeout(6000);
    expect(allocation.freed).toBe("no-response");
  });

  test("to what we send through a channel is asked whether it still knows us", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    serve(allocation, turnServer(CONFIG), 0);
    allocation.noteChannelDataSent(1000);
    allocation.noteChannelDataSent(5000);
    const sent = transmissions(allocation, 6000);
    expect(sent.map(({ at, payload }) => [at, stun(toHex(payload)).method])).toEqual([[6000, METHOD_REFRESH]]);
  });
});

describe("the round-trip time", () => {
  test("is smoothed over all answered requests", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    expect(allocation.rtt).toBeUndefined();
    const [binding] = transmissions(allocation, -1);
    answerBinding(allocation, binding.payload, 80);
    expect(allocation.rtt).toBe(80);
    serve(allocation, turnServer(CONFIG), 80);
    expect(allocation.rtt).toBeCloseTo(80 * (7 / 8) ** 2);
  });
});

describe("what does not come from the relay as it should", () => {
  test("is ignored, be it from another socket or signed by another key", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    const [{ payload }] = transmissions(allocation, -1);
    answerBinding(allocation, payload, 0);
    const [allocate] = transmissions(allocation, -1);
    const { transactionId } = stun(toHex(allocate.payload));
    allocation.handleMessage(CLIENT_IPV4, RELAY_IPV6, exchangeChallenge(transactionId), 0);
    allocation.handleMessage(CLIENT_IPV4, RELAY_IPV4, exchangeChallenge(transactionId, new Uint8Array(16)), 0);
    expect(allocation.pollTransmit()).toBeUndefined();
  });

  test("an error that names another realm ends the request", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    const [{ payload }] = transmissions(allocation, -1);
    answerBinding(allocation, payload, 0);
    const [allocate] = transmissions(allocation, -1);
    const { transactionId } = stun(toHex(allocate.payload));
    allocation.handleMessage(CLIENT_IPV4, RELAY_IPV4, exchangeChallenge(transactionId, KEY, "elsewhere"), 0);
    expect(allocation.pollTransmit()).toBeUndefined();
    allocation.handleTimeout(60_000);
    expect(allocation.freed).toBeUndefined();
  });

  test("an unknown attribute complaint frees the allocation", () => {
    const allocation = new Allocation(CONFIG, seededRandom(1), 0);
    const relay = turnServer(CONFIG);
    relay.refuseWith = 420;
    serve(allocation, relay, 0);
    expect(allocation.freed).toBe("protocol-failure");
  });

  test("a relay that refuses every nonce it issues, or denies every allocation, does not keep us busy", () => {
    for (const code of [438, 437]) {
      const allocation = new Allocation(CONFIG, seededRandom(1), 0);
      const relay = turnServer(CONFIG);
      relay.refuseWith = code;
      serve(allocation, relay, 0);
      expect(relay.requests.length).toBeLessThan(30);
    }
  });

  test("no message, however broken or misplaced, throws or leaves a timer in the past", () => {
    const answers = vectors.exchanges.flatMap(({ messages }) => messages.map(({ hex }) => bytes(hex)));
    const step = fc.record({
      answer: fc.constantFrom(...answers),
      mutateAt: fc.nat(200),
      value: fc.nat(255),
      forLatest: fc.boolean(),
      signed: fc.boolean(),
      advance: fc.nat(20_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const allocation = new Allocation(CONFIG, seededRandom(1), 0);
        let now = 0;
        let latest = new Uint8Array(12);
        for (const { answer, mutateAt, value, forLatest, signed, advance } of steps) {
          for (let sent = allocation.pollTransmit(); sent; sent = allocation.pollTransmit()) {
            latest = sent.payload.slice(8, 20);
          }
          const message = parseStun(forge(answer, { mutateAt, value, latest, forLatest, signed }));
          if (message) allocation.handleMessage(CLIENT_IPV4, RELAY_IPV4, message, now);
          now += advance;
          allocation.handleTimeout(now);
          expect(allocation.pollTimeout()).toBeGreaterThan(now);
        }
      }),
      { numRuns: 300 },
    );
  });
});

interface Forgery {
  readonly mutateAt: number;
  readonly value: number;
  readonly latest: Uint8Array;
  readonly forLatest: boolean;
  readonly signed: boolean;
}

/** A vector's message, with one byte changed or as the answer to our latest request. */
function forge(answer: Uint8Array, { mutateAt, value, latest, forLatest, signed }: Forgery): Uint8Array {
  const copy = answer.slice();
  if (!forLatest) copy[mutateAt % copy.length] = value;
  else copy.set(latest, 8);
  const message = parseStun(copy);
  if (!message || !signed || message.class === "indication") return copy;
  const builder = new StunBuilder(message.class, message.method, message.transactionId);
  for (const attribute of message.attributes) {
    if (attribute.type !== 0x0008) builder.attribute(attribute.type, attribute.value);
  }
  return builder.integrity(KEY).build();
}

function exchangeChallenge(transactionId: Uint8Array, key = KEY, realm = "firezone") {
  const challenge = stun(exchange("allocate-dual-stack")[1].hex);
  const answer = new StunBuilder("error", challenge.method, transactionId)
    .errorCode(401, "Unauthorized")
    .realm(realm)
    .nonce("9f3c1b7e-2d4a-4c55-8a10-6b7d5e4f3a21")
    .integrity(key)
    .build();
  return stun(toHex(answer));
}
