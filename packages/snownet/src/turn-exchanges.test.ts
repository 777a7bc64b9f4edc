import { toHex } from "@fz/bytes";
import { channelNumber, lifetime, nonce, parseStun, StunBuilder, xorPeerAddress } from "@fz/stun";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../test/random.ts";
import { turnServer } from "../test/turn-server.ts";
import {
  bytes,
  CLIENT_IPV4,
  credentials,
  exchange,
  PEER_IPV4,
  PEER_IPV6,
  RELAY_IPV4,
  RELAY_IPV6,
  ScriptedAllocation,
  stun,
} from "../test/turn-vectors.ts";
import vectors from "../vectors/turn-exchanges.json" with { type: "json" };
import { Allocations } from "./allocations.ts";
import { DatagramClassifier } from "./classification.ts";
import { type AuthenticatedRequest, buildAuthenticated, buildBinding } from "./turn-requests.ts";

/** Exchanges whose requests are none that our client would ever make. */
const FOREIGN = new Set([
  "binding-with-fingerprint",
  "allocate-requested-ipv6",
  "allocate-no-family-attribute",
  "allocate-440-no-ipv4",
  "allocate-440-requested-ipv4",
  "allocate-440-requested-ipv6",
  "allocate-400-both-families",
  "allocate-400-additional-ipv4",
  "allocate-400-tcp",
  "401-no-integrity",
  "401-no-username",
  "401-nonce-not-a-uuid",
  "401-wrong-password",
  "401-expired-username",
  "malformed-username-silence",
  "channel-bind-missing-peer",
  "allocate-missing-transport",
  "create-permission",
  "unknown-method",
]);

describe("requests are spelled byte for byte as the relays know them", () => {
  for (const { name, messages } of vectors.exchanges) {
    if (FOREIGN.has(name)) continue;
    test(name, () => {
      for (const { from, hex } of messages) if (from === "client") expect(rebuild(hex)).toBe(hex);
    });
  }
});

function rebuild(hex: string): string {
  const message = stun(hex);
  const { transactionId } = message;
  const key = bytes(credentials.key_md5);
  const { username, realm } = credentials;
  const signed = (request: AuthenticatedRequest) =>
    toHex(buildAuthenticated(request, transactionId, { username, realm, key, nonce: nonce(message) }));
  switch (message.method) {
    case 1:
      return toHex(buildBinding(transactionId));
    case 3:
      return signed({ kind: "allocate" });
    case 4:
      return signed({ kind: lifetime(message) === 0 ? "delete" : "refresh" });
    default:
      return signed({
        kind: "channel-bind",
        channel: channelNumber(message) ?? 0,
        peer: xorPeerAddress(message) ?? { ip: "0.0.0.0", port: 0 },
      });
  }
}

describe("an allocation answers as a relay expects", () => {
  const clientMessages = (name: string) => exchange(name).flatMap(({ from, hex }) => (from === "client" ? [hex] : []));

  test("BINDING to both families, then ALLOCATE twice: without and with nonce", () => {
    const scripted = new ScriptedAllocation();
    expect(scripted.sent()).toEqual(clientMessages("binding"));
    const messages = exchange("allocate-dual-stack");
    scripted.script(messages[0]);
    scripted.deliver(exchange("binding")[1]);
    expect(scripted.sent()).toEqual([messages[0].hex]);
    expect(scripted.allocation.activeSocket).toEqual(RELAY_IPV4);
    expect(scripted.play(messages)).toEqual([[messages[2].hex], []]);
    expect(scripted.allocation.relayedAddress(4)).toEqual({ ip: RELAY_IPV4.ip, port: 50123 });
    expect(scripted.allocation.relayedAddress(6)).toEqual({ ip: RELAY_IPV6.ip, port: 50123 });
  });

  test.each([
    ["allocate-ipv4-only-relay", 4],
    ["allocate-ipv6-only-relay", 6],
  ] as const)("%s: one relayed address is enough", (name, version) => {
    const scripted = challenged(name);
    scripted.play(exchange(name));
    expect(scripted.allocation.relayCandidates()).toHaveLength(1);
    expect(scripted.allocation.relayedAddress(version)).toBeDefined();
  });

  test("allocate-437-resync: deletes what the relay believes we have, then allocates anew", () => {
    const messages = exchange("allocate-437-resync");
    const scripted = challenged("allocate-437-resync");
    expect(scripted.play(messages)).toEqual([[messages[2].hex], [messages[4].hex], []]);
    expect(scripted.allocation.relayedAddress(4)).toBeDefined();
  });

  test("allocate-same-user-other-address: takes the new nonce", () => {
    const messages = exchange("allocate-same-user-other-address");
    const scripted = challenged("allocate-same-user-other-address");
    expect(scripted.play(messages)).toEqual([[messages[2].hex], []]);
    expect(scripted.allocation.relayedAddress(4)).toBeDefined();
  });

  test("allocate-508: stays without allocation until the portal asks for a sign of life, then starts over", () => {
    const scripted = challenged("allocate-508");
    expect(scripted.play(exchange("allocate-508"))).toEqual([[]]);
    expect(scripted.allocation.freed).toBeUndefined();
    scripted.now = 60_000;
    scripted.allocation.handleTimeout(scripted.now);
    scripted.allocation.checkLiveness(scripted.now);
    expect(scripted.sent().map((hex) => stun(hex).method)).toEqual([1, 1]);
  });

  test("438-unknown-nonce on REFRESH: repeats it with the nonce that was issued", () => {
    const messages = exchange("438-unknown-nonce");
    const scripted = ScriptedAllocation.established();
    scripted.now = 300_000;
    scripted.allocation.checkLiveness(scripted.now);
    const [refresh] = scripted.sent();
    const stale = stun(messages[1].hex);
    const answer = new StunBuilder("error", stale.method, stun(refresh).transactionId)
      .errorCode(438, "Stale Nonce")
      .realm(credentials.realm)
      .nonce(nonce(stale) ?? "")
      .integrity(bytes(credentials.key_md5))
      .build();
    scripted.script(messages[2]);
    scripted.deliver({ from: "relay", hex: toHex(answer) });
    expect(scripted.sent()).toEqual([messages[2].hex]);
    scripted.deliver(messages[3]);
    expect(scripted.allocation.relayedAddress(4)).toBeDefined();
  });

  test("refresh: at half of the lifetime", () => {
    const messages = exchange("refresh");
    const scripted = ScriptedAllocation.established();
    scripted.now = 300_000;
    scripted.script(messages[0]);
    scripted.allocation.handleTimeout(scripted.now);
    expect(scripted.sent()[0]).toBe(messages[0].hex);
    scripted.play(messages);
    scripted.allocation.handleTimeout(scripted.now + 299_999);
    expect(scripted.sent().map((hex) => stun(hex).method)).not.toContain(4);
  });

  test("channel-bind: for peers of both families", () => {
    const messages = exchange("channel-bind");
    const scripted = ScriptedAllocation.established();
    scripted.script(messages[0], messages[2]);
    scripted.allocation.bindChannel(PEER_IPV4, 0);
    scripted.allocation.bindChannel(PEER_IPV6, 0);
    expect(scripted.sent()).toEqual([messages[0].hex, messages[2].hex]);
    expect(scripted.allocation.receiveOn(0x4000, 0)).toBeUndefined();
    scripted.deliver(messages[1]);
    scripted.deliver(messages[3]);
    expect(scripted.allocation.receiveOn(0x4000, 0)?.peer).toEqual(PEER_IPV4);
    expect(scripted.allocation.receiveOn(0x4001, 0)?.peer).toEqual(PEER_IPV6);
  });

  test.each(["channel-bind-number-taken", "channel-bind-peer-taken"])("%s: gives the channel up", (name) => {
    const messages = exchange(name);
    const scripted = ScriptedAllocation.established();
    const request = stun(messages[0].hex);
    for (let number = 0x4000; number < (channelNumber(request) ?? 0); number++) {
      scripted.allocation.bindChannel({ ip: "192.0.2.200", port: number }, 0);
    }
    scripted.script(messages[0]);
    const peer = xorPeerAddress(request) ?? PEER_IPV4;
    scripted.allocation.bindChannel(peer, 0);
    expect(scripted.sent().at(-1)).toBe(messages[0].hex);
    expect(scripted.allocation.channelTo(peer, 0)).toBeDefined();
    scripted.deliver(messages[1]);
    expect(scripted.allocation.channelTo(peer, 0)).toBeUndefined();
    expect(stun(scripted.sent()[0]).method).toBe(9);
  });

  test("channel-bind-443: no channel is asked for that the allocation cannot serve", () => {
    const scripted = challenged("allocate-ipv4-only-relay");
    scripted.play(exchange("allocate-ipv4-only-relay"));
    scripted.allocation.bindChannel(PEER_IPV6, 0);
    expect(scripted.sent()).toEqual([]);
  });

  test("channel-bind-437: allocates anew and binds that channel again", () => {
    const messages = exchange("channel-bind-437");
    const scripted = ScriptedAllocation.established();
    scripted.script(messages[0]);
    scripted.allocation.bindChannel(PEER_IPV4, 0);
    expect(scripted.sent()).toEqual([messages[0].hex]);
    const again = exchange("allocate-dual-stack");
    scripted.script(again[2]);
    scripted.deliver(messages[1]);
    expect(scripted.sent()).toEqual([again[2].hex]);
    expect(scripted.allocation.relayCandidates()).toEqual([]);
    scripted.deliver(again[3]);
    expect(scripted.sent().map((hex) => xorPeerAddress(stun(hex)))).toEqual([PEER_IPV4]);
  });

  test.each(["401-no-username", "allocate-missing-transport"])("%s: an unsigned error changes nothing", (name) => {
    const scripted = challenged(name);
    scripted.deliver(exchange(name)[1]);
    expect(scripted.sent()).toEqual([]);
    scripted.allocation.handleTimeout(1000);
    expect(scripted.sent().map((hex) => stun(hex).method)).toContain(3);
  });

  test("channel-bind-bad-number-5000: nor does one for a channel", () => {
    const messages = exchange("channel-bind-bad-number-5000");
    const scripted = ScriptedAllocation.established();
    scripted.script(messages[0]);
    scripted.allocation.bindChannel(PEER_IPV4, 0);
    scripted.sent();
    scripted.deliver(messages[1]);
    expect(scripted.allocation.channelTo(PEER_IPV4, 0)?.binding).toBe(true);
  });

  test.each(["401-wrong-password", "401-expired-username"])("%s: the credentials are no good", (name) => {
    const messages = exchange(name);
    const scripted = challenged(name);
    scripted.deliver(messages[1]);
    // The vector's answer is signed for its own requester; only ours counts.
    const ours = name === "401-wrong-password";
    expect(scripted.allocation.freed).toBe(ours ? "credentials-rejected" : undefined);
  });

  /** Has been told a nonce; its next request has the transaction id of the exchange's first. */
  function challenged(name: string): ScriptedAllocation {
    const scripted = new ScriptedAllocation();
    const allocate = exchange("allocate-dual-stack");
    scripted.sent();
    scripted.script(allocate[0]);
    scripted.deliver(exchange("binding")[1]);
    scripted.sent();
    scripted.script(exchange(name)[0]);
    scripted.deliver(allocate[1]);
    scripted.sent();
    return scripted;
  }
});

describe("ChannelData from the relay", () => {
  const random = seededRandom(3);

  /** 0x4000 is bound to the peer of the vectors. */
  function boundNode(): { classifier: DatagramClassifier; now: number } {
    const allocations = new Allocations(random);
    const { username, password } = credentials;
    allocations.add({ id: "relay", addresses: [RELAY_IPV4], username, password }, 0);
    const relay = turnServer({ addresses: [RELAY_IPV4], username, password });
    const allocation = allocations.get("relay");
    allocation?.bindChannel(PEER_IPV4, 0);
    for (let sent = allocations.pollTransmit(); sent; sent = allocations.pollTransmit()) {
      for (const { payload } of relay.receive(
        { source: CLIENT_IPV4, destination: sent.destination, payload: sent.payload, ecn: 0 },
        0,
      )) {
        const message = parseStun(payload);
        if (message) allocation?.handleMessage(CLIENT_IPV4, sent.destination, message, 0);
      }
    }
    return { classifier: new DatagramClassifier(allocations), now: 0 };
  }

  for (const { name, why, direction, hex, connlib, payload_hex } of vectors.channel_data) {
    if (direction !== "relay->client") continue;
    test(`${name}: ${why}`, () => {
      const { classifier, now } = boundNode();
      const datagram = bytes(hex);
      const kind = classifier.classify(RELAY_IPV4, datagram, 0, datagram.length, now);
      if (connlib === "accept") {
        expect(kind).toBe("data");
        expect(toHex(datagram.subarray(classifier.offset, classifier.offset + classifier.length))).toBe(payload_hex);
        expect(classifier.channel?.peer).toEqual(PEER_IPV4);
      } else {
        expect(["invalid", "unbound-channel"]).toContain(kind);
      }
    });
  }
});
