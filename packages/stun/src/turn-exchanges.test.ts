import { fromHex, toBase64NoPad, toHex, utf8 } from "@fz/bytes";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import vectors from "../vectors/turn-exchanges.json" with { type: "json" };
import {
  ATTRIBUTE,
  additionalAddressFamily,
  buildChannelData,
  CHANNEL_HEADER_BYTES,
  channelNumber,
  data,
  errorCode,
  isChannelData,
  isStun,
  lifetime,
  longTermKey,
  nonce,
  parseChannelData,
  parseStun,
  priority,
  realm,
  requestedAddressFamily,
  requestedTransport,
  StunBuilder,
  type StunMessage,
  software,
  username,
  verifyFingerprint,
  verifyIntegrity,
  xorMappedAddress,
  xorPeerAddress,
  xorRelayedAddresses,
} from "./index.ts";

const { credentials } = vectors;
const messages = vectors.exchanges.flatMap((exchange) =>
  exchange.messages.map((message, i) => ({ ...message, name: `${exchange.name} ${i + 1}`, exchange: exchange.name })),
);
/** binding-with-fingerprint carries one that nobody knows. */
const UNKNOWN_ATTRIBUTE = 0x7ffe;
/** Signed with a key that nobody derives: one on purpose, one because its USERNAME has no password. */
const WRONGLY_SIGNED = new Set(["401-wrong-password 1", "malformed-username-silence 1"]);

describe.each(messages)("exchange $name ($from)", ({ name, exchange, hex }) => {
  const message = parsed(bytesOf(hex));
  const key = keyOf(exchange);

  test("building it again from what was read gives the same bytes", () => {
    expect(toHex(rebuild(message, key)) === hex).toBe(!WRONGLY_SIGNED.has(name));
  });

  test("its integrity is that of the credentials", () => {
    const signed = message.attributes.some(({ type }) => type === ATTRIBUTE.MESSAGE_INTEGRITY);
    expect(verifyIntegrity(message, key)).toBe(!signed ? "absent" : WRONGLY_SIGNED.has(name) ? "bad" : "ok");
  });

  test("a fingerprint, where there is one, is right", () => {
    expect(verifyFingerprint(message)).not.toBe("bad");
  });
});

test("the long-term key is the MD5 of username, realm and password", () => {
  expect(toHex(longTermKey(credentials.username, credentials.realm, credentials.password))).toBe(credentials.key_md5);
});

/** Those the framing refuses; the others are well-formed and their receiver keeps silent for other reasons. */
const REFUSED_BY_FRAMING = new Set(["wrong-cookie", "trailing-bytes", "truncated", "too-short", "empty"]);

test.each(vectors.silent)("silence: $name", ({ name, hex }) => {
  const bytes = bytesOf(hex);
  const message = parseStun(bytes);
  expect(message === undefined).toBe(REFUSED_BY_FRAMING.has(name));
  if (name === "first-byte-4") expect(isStun(bytes[0]) || isChannelData(bytes[0])).toBe(false);
  if (name === "response-class") expect(message?.class).toBe("success");
  if (name === "send-indication") expect(message?.class).toBe("indication");
});

/** Lengths and numbers that a client refuses; a relay in user space may overlook what is left over. */
const REFUSED_BY_FORMAT = /^(padded-|short-|header-only|number-0x5000)/;

test.each(vectors.channel_data)("channel data: $name", ({ name, hex, payload_hex }) => {
  const channelData = parseChannelData(bytesOf(hex));
  if (REFUSED_BY_FORMAT.test(name)) return expect(channelData).toBeUndefined();
  if (!channelData) throw new Error("refused");
  expect(toHex(buildChannelData(channelData.channel, channelData.payload))).toBe(hex);
  return expect(toHex(channelData.payload)).toBe(payload_hex ?? hex.slice(2 * CHANNEL_HEADER_BYTES));
});

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (!bytes) throw new Error(`not hex: ${hex}`);
  return bytes;
}

/** The key of whichever user the exchange's requests name; a relay derives the password from the username. */
function keyOf(exchange: string): Uint8Array {
  const requests = messages.filter((message) => message.exchange === exchange && message.from === "client");
  const name = requests.map(({ hex }) => username(parsed(bytesOf(hex)))).find((found) => found !== undefined);
  const [expiry, salt] = name?.split(":") ?? [];
  if (name === undefined || salt === undefined) {
    return longTermKey(name ?? credentials.username, credentials.realm, credentials.password);
  }
  const password = toBase64NoPad(sha256(utf8(`${expiry}:${credentials.stamp_secret}:${salt}`)));
  return longTermKey(name, credentials.realm, password);
}

function parsed(bytes: Uint8Array): StunMessage {
  const message = parseStun(bytes);
  if (!message) throw new Error("does not parse");
  return message;
}

/** Every attribute goes through its reader and back through its writer. */
function rebuild(message: StunMessage, key: Uint8Array): Uint8Array {
  const builder = new StunBuilder(message.class, message.method, message.transactionId);
  const relayed = xorRelayedAddresses(message);
  for (const { type, value } of message.attributes) {
    const writer = WRITERS[type];
    if (type === ATTRIBUTE.XOR_RELAYED_ADDRESS) {
      const address = relayed.shift();
      if (address) builder.xorRelayedAddress(address);
    } else if (type === ATTRIBUTE.MESSAGE_INTEGRITY) builder.integrity(key);
    else if (writer) writer(builder, message);
    else if (type === UNKNOWN_ATTRIBUTE) builder.attribute(type, value);
    else throw new Error(`no writer for attribute ${type}`);
  }
  return builder.build();
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("unreadable attribute");
  return value;
}

const WRITERS: Record<number, (builder: StunBuilder, message: StunMessage) => StunBuilder> = {
  [ATTRIBUTE.USERNAME]: (builder, message) => builder.username(known(username(message))),
  [ATTRIBUTE.REALM]: (builder, message) => builder.realm(known(realm(message))),
  [ATTRIBUTE.NONCE]: (builder, message) => builder.nonce(known(nonce(message))),
  [ATTRIBUTE.SOFTWARE]: (builder, message) => builder.software(known(software(message))),
  [ATTRIBUTE.LIFETIME]: (builder, message) => builder.lifetime(known(lifetime(message))),
  [ATTRIBUTE.DATA]: (builder, message) => builder.data(known(data(message))),
  [ATTRIBUTE.PRIORITY]: (builder, message) => builder.priority(known(priority(message))),
  [ATTRIBUTE.CHANNEL_NUMBER]: (builder, message) => builder.channelNumber(known(channelNumber(message))),
  [ATTRIBUTE.XOR_PEER_ADDRESS]: (builder, message) => builder.xorPeerAddress(known(xorPeerAddress(message))),
  [ATTRIBUTE.XOR_MAPPED_ADDRESS]: (builder, message) => builder.xorMappedAddress(known(xorMappedAddress(message))),
  [ATTRIBUTE.REQUESTED_TRANSPORT]: (builder, message) => builder.requestedTransport(known(requestedTransport(message))),
  [ATTRIBUTE.REQUESTED_ADDRESS_FAMILY]: (builder, message) =>
    builder.requestedAddressFamily(known(requestedAddressFamily(message))),
  [ATTRIBUTE.ADDITIONAL_ADDRESS_FAMILY]: (builder, message) =>
    builder.additionalAddressFamily(known(additionalAddressFamily(message))),
  [ATTRIBUTE.ERROR_CODE]: (builder, message) => {
    const { code, reason } = known(errorCode(message));
    return builder.errorCode(code, reason);
  },
  [ATTRIBUTE.FINGERPRINT]: (builder) => builder.fingerprint(),
};
