import { fromHex, toHex } from "@fz/bytes";
import { formatSocketAddress } from "@fz/ip";
import { describe, expect, test } from "vitest";
import vectors from "../vectors/rfc5769.json" with { type: "json" };
import {
  iceControlled,
  longTermKey,
  nonce,
  parseStun,
  priority,
  realm,
  shortTermKey,
  software,
  username,
  verifyFingerprint,
  verifyIntegrity,
  xorMappedAddress,
} from "./index.ts";

describe.each(vectors.messages)("RFC 5769 $name", (vector) => {
  const message = parseStun(fromHex(vector.hex) ?? new Uint8Array());
  if (!message) throw new Error("does not parse");

  test("reads as the RFC says", () => {
    const address = xorMappedAddress(message);
    expect({
      class: message.class,
      method: message.method,
      transaction_id: toHex(message.transactionId),
      fingerprint: verifyFingerprint(message),
      software: software(message),
      username: username(message),
      realm: realm(message),
      nonce: nonce(message),
      priority: priority(message),
      ice_controlled: iceControlled(message)?.toString(),
      xor_mapped_address: address && formatSocketAddress(address),
    }).toEqual({
      class: vector.class,
      method: vector.method,
      transaction_id: vector.transaction_id,
      fingerprint: vector.fingerprint,
      software: vector.software,
      username: vector.username,
      realm: vector.realm,
      nonce: vector.nonce,
      priority: vector.priority,
      ice_controlled: vector.ice_controlled,
      xor_mapped_address: vector.xor_mapped_address,
    });
  });

  test("its integrity holds for its password and for no other", () => {
    const key = vector.long_term_password
      ? longTermKey(vector.username ?? "", vector.realm ?? "", vector.long_term_password)
      : shortTermKey(vectors.short_term_password);
    expect(verifyIntegrity(message, key)).toBe("ok");
    expect(verifyIntegrity(message, shortTermKey("another"))).toBe("bad");
  });
});
