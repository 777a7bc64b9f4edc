// The requests of a TURN client, built by hand.

import type { IpVersion, SocketAddress } from "@fz/ip";
import {
  errorCode,
  longTermKey,
  METHOD_ALLOCATE,
  METHOD_CHANNEL_BIND,
  METHOD_CREATE_PERMISSION,
  METHOD_REFRESH,
  METHOD_SEND,
  nonce,
  parseStun,
  StunBuilder,
  type StunMessage,
  TRANSACTION_ID_BYTES,
  TRANSPORT_UDP,
  verifyIntegrity,
  xorRelayedAddresses,
} from "@fz/stun";
import { TURN_REALM, turnPassword } from "@fz/wire";
import { only, type TurnBench } from "./turn-bench.ts";

const FAR_FUTURE = 4_000_000_000;

export class TurnClient {
  readonly address: SocketAddress;
  readonly username: string;
  readonly key: Uint8Array;
  readonly #bench: TurnBench;
  #nonce: string | undefined;
  #transactions = 0;

  constructor(bench: TurnBench, address: SocketAddress, stampSecret: string, salt = "salt", expiresAt = FAR_FUTURE) {
    this.#bench = bench;
    this.address = address;
    this.username = `${expiresAt}:${salt}`;
    this.key = longTermKey(this.username, TURN_REALM, turnPassword(expiresAt, salt, stampSecret));
  }

  /** The relayed addresses, or the code of the refusal. */
  allocate(options: { family?: IpVersion; additional?: IpVersion; evenPort?: boolean } = {}): SocketAddress[] | number {
    const response = this.request(METHOD_ALLOCATE, (builder) => {
      builder.requestedTransport(TRANSPORT_UDP);
      if (options.family) builder.requestedAddressFamily(options.family);
      if (options.additional) builder.additionalAddressFamily(options.additional);
      if (options.evenPort) builder.attribute(0x0018, Uint8Array.of(0));
    });
    return errorCode(response)?.code ?? xorRelayedAddresses(response);
  }

  /** 0, or the code of the refusal; likewise below. */
  refresh(seconds: number): number {
    return this.#code(METHOD_REFRESH, (builder) => builder.lifetime(seconds));
  }

  bindChannel(channel: number, peer: SocketAddress): number {
    return this.#code(METHOD_CHANNEL_BIND, (builder) => builder.xorPeerAddress(peer).channelNumber(channel));
  }

  createPermission(...peers: SocketAddress[]): number {
    return this.#code(METHOD_CREATE_PERMISSION, (builder) => {
      for (const peer of peers) builder.xorPeerAddress(peer);
    });
  }

  sendIndication(peer: SocketAddress, payload: Uint8Array): Uint8Array {
    return this.#builder("indication", METHOD_SEND).xorPeerAddress(peer).data(payload).build();
  }

  /** With the nonce of the last refusal; takes a new one where told to. Every answer has to be signed. */
  request(method: number, attributes: (builder: StunBuilder) => void): StunMessage {
    for (;;) {
      const builder = this.#builder("request", method);
      attributes(builder);
      builder.username(this.username).realm(TURN_REALM);
      if (this.#nonce !== undefined) builder.nonce(this.#nonce);
      const output = only(this.#bench.fromClient(this.address, builder.integrity(this.key).build()));
      const response = output.type === "to-client" ? parseStun(output.payload) : undefined;
      if (!response || verifyIntegrity(response, this.key) !== "ok") throw new Error("no signed answer");
      const offered = nonce(response);
      if (offered === undefined || offered === this.#nonce) return response;
      this.#nonce = offered;
    }
  }

  #code(method: number, attributes: (builder: StunBuilder) => void): number {
    return errorCode(this.request(method, attributes))?.code ?? 0;
  }

  #builder(messageClass: "request" | "indication", method: number): StunBuilder {
    const id = new Uint8Array(TRANSACTION_ID_BYTES);
    id[0] = this.#transactions++;
    return new StunBuilder(messageClass, method, id);
  }
}
