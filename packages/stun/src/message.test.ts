import { toHex, utf8 } from "@fz/bytes";
import type { SocketAddress } from "@fz/ip";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ATTRIBUTE,
  additionalAddressFamily,
  attribute,
  buildChannelData,
  channelNumber,
  checkUfrags,
  data,
  errorCode,
  iceControlled,
  iceControlling,
  lifetime,
  METHOD_BINDING,
  METHOD_CHANNEL_BIND,
  mappedAddress,
  nonce,
  parseChannelData,
  parseIceMessage,
  parseStun,
  parseStunHeader,
  priority,
  realm,
  requestedAddressFamily,
  requestedTransport,
  StunBuilder,
  type StunClass,
  type StunMessage,
  shortTermKey,
  software,
  useCandidate,
  username,
  verifyFingerprint,
  verifyIntegrity,
  xorMappedAddress,
  xorPeerAddress,
  xorRelayedAddresses,
} from "./index.ts";

const FUZZ_RUNS = 40_000;
const KEY = shortTermKey("duxqhjxmy5qre6bds2puca");
const TRANSACTION_ID = Uint8Array.from({ length: 12 }, (_, i) => i + 1);
const ADDRESS: SocketAddress = { ip: "198.51.100.7", port: 52625 };

function request(): StunBuilder {
  return new StunBuilder("request", METHOD_BINDING, TRANSACTION_ID);
}

function check(): StunBuilder {
  return request().username("aq3x:obpv").iceControlling(7n).priority(1).integrity(KEY);
}

function parse(bytes: Uint8Array): StunMessage {
  const message = parseStun(bytes);
  if (!message) throw new Error("does not parse");
  return message;
}

function readEverything(message: StunMessage): void {
  const readers = [username, realm, nonce, software, errorCode, mappedAddress, xorMappedAddress, xorPeerAddress];
  const others = [xorRelayedAddresses, lifetime, channelNumber, data, requestedTransport, requestedAddressFamily];
  const rest = [additionalAddressFamily, priority, iceControlled, iceControlling, useCandidate, checkUfrags];
  for (const reader of [...readers, ...others, ...rest]) reader(message);
  verifyIntegrity(message, KEY);
  verifyFingerprint(message);
}

describe("messages", () => {
  test("class and method survive the interleaving of their bits", () => {
    const classes: StunClass[] = ["request", "indication", "success", "error"];
    for (const messageClass of classes) {
      for (let method = 0; method <= 0xfff; method++) {
        const header = parseStunHeader(new StunBuilder(messageClass, method, TRANSACTION_ID).build());
        if (header?.class !== messageClass || header.method !== method) {
          expect.fail(`${messageClass} ${method} came back as ${header?.class} ${header?.method}`);
        }
      }
    }
  });

  test("attributes after MESSAGE-INTEGRITY do not exist, FINGERPRINT excepted", () => {
    const bytes = check().useCandidate().software("late").fingerprint().build();
    const message = parse(bytes);
    expect(useCandidate(message)).toBe(false);
    expect(software(message)).toBeUndefined();
    expect(verifyIntegrity(message, KEY)).toBe("ok");
    expect(verifyFingerprint(message)).toBe("ok");
  });

  test("any flipped bit before MESSAGE-INTEGRITY's end breaks it or the framing", () => {
    const bytes = check().build();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      const message = parseStun(changed);
      if (message && verifyIntegrity(message, KEY) === "ok") expect.fail(`bit ${bit} is not covered`);
    }
  });

  test("an attribute that runs over the end, or an odd length, is no message", () => {
    const bytes = check().build();
    const overrun = bytes.slice();
    overrun[23] = 0xff;
    expect(parseStun(overrun)).toBeUndefined();
    expect(parseStunHeader(overrun)).toBeDefined();
    expect(parseStun(bytes.subarray(0, bytes.length - 2))).toBeUndefined();
  });

  test("the first of equal attributes counts", () => {
    expect(lifetime(parse(request().lifetime(600).lifetime(0).build()))).toBe(600);
  });

  test("wrong lengths, families and texts read as undefined", () => {
    const message = parse(
      request()
        .attribute(ATTRIBUTE.LIFETIME, Uint8Array.of(1, 2))
        .attribute(ATTRIBUTE.XOR_MAPPED_ADDRESS, Uint8Array.of(0, 2, 0, 0, 1, 2, 3, 4))
        .attribute(ATTRIBUTE.USERNAME, Uint8Array.of(0xff))
        .attribute(ATTRIBUTE.ERROR_CODE, Uint8Array.of(0, 0, 7, 1))
        .attribute(ATTRIBUTE.REQUESTED_ADDRESS_FAMILY, Uint8Array.of(3, 0, 0, 0))
        .build(),
    );
    expect(lifetime(message)).toBeUndefined();
    expect(xorMappedAddress(message)).toBeUndefined();
    expect(username(message)).toBeUndefined();
    expect(errorCode(message)).toBeUndefined();
    expect(requestedAddressFamily(message)).toBeUndefined();
    expect(attribute(message, ATTRIBUTE.REQUESTED_ADDRESS_FAMILY)).toBeDefined();
  });

  test("a channel bind reads back, numbers above the channel range included", () => {
    const built = new StunBuilder("request", METHOD_CHANNEL_BIND, TRANSACTION_ID);
    const message = parse(built.xorPeerAddress({ ip: "2001:db8::1", port: 1 }).channelNumber(0x8000).build());
    expect(xorPeerAddress(message)).toEqual({ ip: "2001:db8::1", port: 1 });
    expect(channelNumber(message)).toBe(0x8000);
  });

  test("addresses written plainly and xored both come back", () => {
    const message = parse(request().mappedAddress(ADDRESS).xorMappedAddress(ADDRESS).build());
    expect(mappedAddress(message)).toEqual(ADDRESS);
    expect(xorMappedAddress(message)).toEqual(ADDRESS);
  });

  test("a builder refuses what is no address or no transaction id", () => {
    expect(() => request().xorMappedAddress({ ip: "relay.example", port: 1 })).toThrow(TypeError);
    expect(() => new StunBuilder("request", METHOD_BINDING, new Uint8Array(4))).toThrow(TypeError);
  });
});

describe("strict reading for ICE", () => {
  test("a known attribute of another length makes the check unreadable", () => {
    const bytes = request().username("a:b").attribute(ATTRIBUTE.ICE_CONTROLLED, new Uint8Array(4)).priority(1);
    expect(parseIceMessage(bytes.integrity(KEY).build())).toBeUndefined();
  });

  test("a colon in the sender's ufrag stays in it", () => {
    expect(checkUfrags(parse(request().username("a:b:c").build()))).toEqual({ local: "a", remote: "b:c" });
  });

  test("other methods pass as they are", () => {
    const bytes = new StunBuilder("request", METHOD_CHANNEL_BIND, TRANSACTION_ID).build();
    expect(parseIceMessage(bytes)?.method).toBe(METHOD_CHANNEL_BIND);
  });
});

describe("hostile input", () => {
  const COOKIE = [0x21, 0x12, 0xa4, 0x42];
  const types: number[] = [...Object.values(ATTRIBUTE), 0x7777];
  const rawAttribute = fc.record({ type: fc.constantFrom(...types), value: fc.uint8Array({ maxLength: 24 }) });

  test("arbitrary bytes never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const message = parseStun(bytes) ?? parseIceMessage(bytes);
        if (message) readEverything(message);
        parseChannelData(bytes);
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  test("arbitrary bodies behind a right header never throw", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x3fff }), fc.uint8Array({ maxLength: 96 }), (type, body) => {
        const whole = body.subarray(0, body.length & ~3);
        const bytes = Uint8Array.of(type >> 8, type, 0, whole.length, ...COOKIE, ...TRANSACTION_ID, ...whole);
        const message = parseStun(bytes);
        if (message) readEverything(message);
        parseIceMessage(bytes);
        expect(parseStun(among(0, bytes))?.attributes).toEqual(parseStun(among(0xff, bytes))?.attributes);
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  test("known attributes with arbitrary values never throw, and come back byte by byte", () => {
    fc.assert(
      fc.property(fc.array(rawAttribute, { maxLength: 5 }), (attributes) => {
        const builder = request();
        for (const { type, value } of attributes) builder.attribute(type, value);
        const bytes = builder.build();
        const message = parseStun(bytes);
        parseIceMessage(bytes);
        if (!message) return attributes.some(({ type }) => type === ATTRIBUTE.MESSAGE_INTEGRITY);
        readEverything(message);
        const read = message.attributes.map(({ type, value }) => `${type} ${toHex(value)}`);
        const unsigned = !attributes.some(({ type }) => type === ATTRIBUTE.MESSAGE_INTEGRITY);
        const written = attributes.map(({ type, value }) => `${type} ${toHex(value)}`);
        return !unsigned || read.join() === written.join();
      }),
      { numRuns: FUZZ_RUNS },
    );
  });

  test("channel data comes back", () => {
    const payload = utf8("odd");
    expect(parseChannelData(buildChannelData(0x4fff, payload))).toEqual({ channel: 0x4fff, payload });
    expect(parseChannelData(buildChannelData(0x5000, payload))).toBeUndefined();
  });
});

/** The datagram in the middle of a buffer that is otherwise full of `guard`: what is read outside it shows. */
function among(guard: number, datagram: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(datagram.length + 128).fill(guard);
  buffer.set(datagram, 64);
  return buffer.subarray(64, 64 + datagram.length);
}
