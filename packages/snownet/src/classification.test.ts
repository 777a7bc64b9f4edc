import { fromHex, toHex } from "@fz/bytes";
import { parseSocketAddress, type SocketAddress } from "@fz/ip";
import { checkUfrags, longTermKey, parseStun, useCandidate } from "@fz/stun";
import { receiverIndex } from "@fz/wireguard";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../test/random.ts";
import { turnServer } from "../test/turn-server.ts";
import vectors from "../vectors/datagram-classification.json" with { type: "json" };
import { Allocations } from "./allocations.ts";
import { DatagramClassifier } from "./classification.ts";

const { context, cases } = vectors;
const RELAY = address(context.relay.socket);
const LOCAL = { ip: "192.0.2.1", port: 52625 };
const WIREGUARD = new Set<string>(["initiation", "response", "cookie", "data"]);

interface Expected {
  readonly class: string;
  readonly message?: string;
  readonly connection_index?: number;
  readonly local_ufrag?: string;
  readonly remote_ufrag?: string;
  readonly use_candidate?: boolean;
  readonly transaction_id?: string;
  readonly channel?: number;
  readonly inner_class?: string;
}

function address(text: string): SocketAddress {
  const parsed = parseSocketAddress(text);
  if (!parsed) throw new Error(`no address: ${text}`);
  return parsed;
}

/** The relay of the vectors with its channels in the states that they tell, and one relay that is gone. */
function allocationsOfVectors(): Allocations {
  const allocations = new Allocations(seededRandom(1));
  const { username, password } = context.relay;
  const relay = turnServer({ addresses: [RELAY], username, password });
  allocations.add({ id: "former", addresses: [{ ip: context.former_relay_ip, port: 3478 }], username, password }, 0);
  allocations.remove("former");
  allocations.add({ id: "relay", addresses: [RELAY], username, password }, 0);
  const exchange = () => {
    for (let sent = allocations.pollTransmit(); sent; sent = allocations.pollTransmit()) {
      for (const { payload } of relay.receive(
        { source: LOCAL, destination: sent.destination, payload: sent.payload, ecn: 0 },
        0,
      )) {
        const message = parseStun(payload);
        if (message) allocations.get("relay")?.handleMessage(LOCAL, RELAY, message, 0);
      }
    }
  };
  exchange();
  const [confirmed, inFlight] = context.channels;
  allocations.get("relay")?.bindChannel(address(confirmed.peer), 0);
  exchange();
  // The number between the two is refused, hence unknown.
  relay.refuseWith = 400;
  allocations.get("relay")?.bindChannel({ ip: "203.0.113.98", port: 1 }, 0);
  exchange();
  allocations.get("relay")?.bindChannel(address(inFlight.peer), 0);
  return allocations;
}

function sourceOf({ source_is, source_port }: (typeof cases)[number]): SocketAddress {
  const ips: Record<string, string> = { relay: RELAY.ip, former_relay: context.former_relay_ip, peer: context.peer_ip };
  return { ip: ips[source_is], port: source_port };
}

/** In the words of the vectors. */
function classOf(kind: string): string {
  if (WIREGUARD.has(kind)) return "wireguard";
  return kind === "former-relay" || kind === "unbound-channel" ? "dropped" : kind;
}

describe("datagrams are told apart", () => {
  const classifier = new DatagramClassifier(allocationsOfVectors());

  test("the relay's key is that of the vectors", () => {
    const { username, realm, password, long_term_key_md5 } = context.relay;
    expect(toHex(longTermKey(username, realm, password))).toBe(long_term_key_md5);
  });

  for (const vector of cases) {
    test(`${vector.name}: ${vector.why}`, () => {
      const datagram = fromHex(vector.hex) ?? new Uint8Array(0);
      expect(datagram.length).toBe(vector.length);
      // Somewhere in a larger buffer, as in the engine.
      const arena = new Uint8Array(64 + datagram.length + 64).fill(0xee);
      arena.set(datagram, 64);
      const kind = classifier.classify(sourceOf(vector), arena, 64, datagram.length, 0);
      const expected: Expected = vector.expected;
      if (expected.class === "relay-channel-data") {
        expect(classifier.channel?.number).toBe(expected.channel);
        expect(classOf(kind)).toBe(expected.inner_class);
        return;
      }
      expect(classOf(kind)).toBe(expected.class);
      if (expected.message !== undefined) expect(kind).toBe(expected.message);
      if (expected.connection_index !== undefined)
        expect(receiverIndex(arena, 64) >>> 8).toBe(expected.connection_index);
      const { message } = classifier;
      if (expected.local_ufrag !== undefined && message) {
        expect(checkUfrags(message)).toEqual({ local: expected.local_ufrag, remote: expected.remote_ufrag });
        expect(useCandidate(message)).toBe(expected.use_candidate);
      }
      if (expected.transaction_id !== undefined)
        expect(toHex(message?.transactionId ?? new Uint8Array(0))).toBe(expected.transaction_id);
    });
  }

  test("whatever a datagram holds and wherever it comes from, it gets a class and stays within its bounds", () => {
    const valid = cases.map(({ hex }) => fromHex(hex) ?? new Uint8Array(0));
    const mutated = fc
      .tuple(fc.constantFrom(...valid), fc.nat(), fc.nat(255), fc.nat(8))
      .map(([bytes, at, value, cut]) => {
        const copy = bytes.slice(0, Math.max(0, bytes.length - (cut > 4 ? 0 : cut)));
        if (copy.length > 0) copy[at % copy.length] = value;
        return copy;
      });
    const datagrams = fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated);
    const sources = fc.constantFrom(...cases.map(sourceOf));
    fc.assert(
      fc.property(datagrams, sources, (datagram, source) => {
        classifier.classify(source, datagram, 0, datagram.length, 0);
        return classifier.offset + classifier.length <= datagram.length && classifier.length >= 0;
      }),
      { numRuns: 100_000 },
    );
  });
});
