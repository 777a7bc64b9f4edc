// Replays what the codec decides of the first-stage classification; sockets, relays and routing are for the layer above.

import { fromHex, toHex } from "@fz/bytes";
import { describe, expect, test } from "vitest";
import vectors from "../vectors/datagram-classification.json" with { type: "json" };
import {
  checkUfrags,
  isChannelData,
  isStun,
  longTermKey,
  parseChannelData,
  parseIceMessage,
  parseStun,
  shortTermKey,
  useCandidate,
  verifyIntegrity,
} from "./index.ts";

const { context } = vectors;

describe.each(vectors.cases)("datagram: $name", ({ hex, length, expected, source_is, source_port }) => {
  const datagram = fromHex(hex) ?? new Uint8Array();
  const fromRelay = source_is === "relay" && source_port === 3478;

  test("has the stated length", () => {
    expect(datagram.length).toBe(length);
  });

  switch (expected.class) {
    case "ice-request":
      test("is a connectivity check with these ufrags, signed with our password", () => {
        const message = parseIceMessage(datagram);
        if (!message) throw new Error("does not parse");
        expect(message.class).toBe("request");
        expect(checkUfrags(message)).toEqual({ local: expected.local_ufrag, remote: expected.remote_ufrag });
        expect(useCandidate(message)).toBe(expected.use_candidate);
        expect(verifyIntegrity(message, shortTermKey(context.local.password))).toBe("ok");
      });
      break;
    case "ice-success":
      test("is a connectivity check's answer, signed with the peer's password", () => {
        const message = parseIceMessage(datagram);
        if (!message) throw new Error("does not parse");
        expect(message.class).toBe("success");
        expect(toHex(message.transactionId)).toBe(expected.transaction_id);
        expect(verifyIntegrity(message, shortTermKey(context.remote.password))).toBe("ok");
      });
      break;
    case "stun-dropped":
      test("is STUN of another class", () => {
        expect(parseIceMessage(datagram)?.class).toMatch(/error|indication/);
      });
      break;
    case "relay-stun":
      test("is STUN, and what is signed is signed with the relay's key or an ICE password", () => {
        const message = parseStun(datagram);
        if (!message) throw new Error("does not parse");
        const { username, realm, password } = context.relay;
        const keys = [longTermKey(username, realm, password), shortTermKey(context.local.password)];
        expect(keys.map((key) => verifyIntegrity(message, key)).some((result) => result !== "bad")).toBe(true);
      });
      break;
    case "relay-channel-data":
      test("is channel data", () => {
        const channelData = parseChannelData(datagram);
        expect(channelData?.channel).toBe(expected.channel);
        const inner = parseIceMessage(channelData?.payload ?? new Uint8Array());
        expect(inner !== undefined).toBe(expected.inner_class === "ice-request");
      });
      break;
    case "wireguard":
    case "invalid":
      test("is neither STUN to ICE nor, from a relay's port, STUN or channel data", () => {
        expect(parseIceMessage(datagram)).toBeUndefined();
        if (!fromRelay || datagram.length === 0) return;
        expect(isStun(datagram[0]) && parseStun(datagram) !== undefined).toBe(false);
        expect(isChannelData(datagram[0]) && parseChannelData(datagram) !== undefined).toBe(false);
      });
      break;
    case "dropped":
      test("decodes, so that the source and the channel decide", () => {
        expect(parseStun(datagram) ?? parseChannelData(datagram)).toBeDefined();
      });
      break;
    default:
      throw new Error(`unknown class ${expected.class}`);
  }
});
