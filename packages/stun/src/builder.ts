import { ByteWriter, utf8 } from "@fz/bytes";
import type { IpVersion, SocketAddress } from "@fz/ip";
import { computeFingerprint, computeIntegrity } from "./integrity.ts";
import { encodeMessageType, padded, type StunClass } from "./message.ts";
import { ATTRIBUTE, FAMILY_IPV4, FAMILY_IPV6, HEADER_BYTES, MAGIC_COOKIE, TRANSACTION_ID_BYTES } from "./registry.ts";
import { encodePlainAddress, encodeXorAddress } from "./xor-address.ts";

const LENGTH_OFFSET = 2;

/** Builds one message; the attributes come in the order of the calls. Throws TypeError on what is no address. */
export class StunBuilder {
  readonly #transactionId: Uint8Array;
  readonly #writer = new ByteWriter();

  constructor(messageClass: StunClass, method: number, transactionId: Uint8Array) {
    if (transactionId.length !== TRANSACTION_ID_BYTES) throw new TypeError("a transaction id has 12 bytes");
    // A response outlives the request whose buffer its id may be a view of.
    this.#transactionId = transactionId.slice();
    this.#writer.u16(encodeMessageType(messageClass, method)).u16(0).u32(MAGIC_COOKIE).bytes(transactionId);
  }

  /** Any attribute; padded with zeros. */
  attribute(type: number, value: Uint8Array): this {
    this.#writer
      .u16(type)
      .u16(value.length)
      .bytes(value)
      .zeros(padded(value.length) - value.length);
    return this;
  }

  username(value: string): this {
    return this.attribute(ATTRIBUTE.USERNAME, utf8(value));
  }

  realm(value: string): this {
    return this.attribute(ATTRIBUTE.REALM, utf8(value));
  }

  nonce(value: string): this {
    return this.attribute(ATTRIBUTE.NONCE, utf8(value));
  }

  software(value: string): this {
    return this.attribute(ATTRIBUTE.SOFTWARE, utf8(value));
  }

  /** `code`: 300 to 699. */
  errorCode(code: number, reason: string): this {
    const value = new ByteWriter()
      .u16(0)
      .u8(Math.floor(code / 100))
      .u8(code % 100)
      .bytes(utf8(reason));
    return this.attribute(ATTRIBUTE.ERROR_CODE, value.finish());
  }

  mappedAddress(address: SocketAddress): this {
    return this.attribute(ATTRIBUTE.MAPPED_ADDRESS, encodePlainAddress(address));
  }

  xorMappedAddress(address: SocketAddress): this {
    return this.attribute(ATTRIBUTE.XOR_MAPPED_ADDRESS, encodeXorAddress(address, this.#transactionId));
  }

  xorRelayedAddress(address: SocketAddress): this {
    return this.attribute(ATTRIBUTE.XOR_RELAYED_ADDRESS, encodeXorAddress(address, this.#transactionId));
  }

  xorPeerAddress(address: SocketAddress): this {
    return this.attribute(ATTRIBUTE.XOR_PEER_ADDRESS, encodeXorAddress(address, this.#transactionId));
  }

  /** Seconds. */
  lifetime(seconds: number): this {
    return this.#u32(ATTRIBUTE.LIFETIME, seconds);
  }

  channelNumber(channel: number): this {
    return this.attribute(ATTRIBUTE.CHANNEL_NUMBER, new ByteWriter().u16(channel).u16(0).finish());
  }

  data(payload: Uint8Array): this {
    return this.attribute(ATTRIBUTE.DATA, payload);
  }

  /** `protocol`: an IP protocol number. */
  requestedTransport(protocol: number): this {
    return this.attribute(ATTRIBUTE.REQUESTED_TRANSPORT, Uint8Array.of(protocol, 0, 0, 0));
  }

  requestedAddressFamily(version: IpVersion): this {
    return this.attribute(ATTRIBUTE.REQUESTED_ADDRESS_FAMILY, familyValue(version));
  }

  additionalAddressFamily(version: IpVersion): this {
    return this.attribute(ATTRIBUTE.ADDITIONAL_ADDRESS_FAMILY, familyValue(version));
  }

  priority(value: number): this {
    return this.#u32(ATTRIBUTE.PRIORITY, value);
  }

  iceControlling(tieBreaker: bigint): this {
    return this.#u64(ATTRIBUTE.ICE_CONTROLLING, tieBreaker);
  }

  iceControlled(tieBreaker: bigint): this {
    return this.#u64(ATTRIBUTE.ICE_CONTROLLED, tieBreaker);
  }

  useCandidate(): this {
    return this.attribute(ATTRIBUTE.USE_CANDIDATE, new Uint8Array(0));
  }

  /** Signs everything added so far; only `fingerprint` may follow. */
  integrity(key: Uint8Array): this {
    return this.attribute(ATTRIBUTE.MESSAGE_INTEGRITY, computeIntegrity(this.#writer.view(), key));
  }

  /** Must be the last. */
  fingerprint(): this {
    return this.attribute(ATTRIBUTE.FINGERPRINT, computeFingerprint(this.#writer.view()));
  }

  build(): Uint8Array {
    return this.#writer.setU16(LENGTH_OFFSET, this.#writer.length - HEADER_BYTES).finish();
  }

  #u32(type: number, value: number): this {
    return this.attribute(type, new ByteWriter().u32(value).finish());
  }

  #u64(type: number, value: bigint): this {
    const writer = new ByteWriter().u32(Number(value >> 32n)).u32(Number(value & 0xffffffffn));
    return this.attribute(type, writer.finish());
  }
}

function familyValue(version: IpVersion): Uint8Array {
  return Uint8Array.of(version === 4 ? FAMILY_IPV4 : FAMILY_IPV6, 0, 0, 0);
}
