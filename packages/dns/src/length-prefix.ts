// RFC 1035 §4.2.2: over TCP each message follows its length in two bytes.

import { concat } from "@fz/bytes";

const PREFIX_BYTES = 2;

/** The message with its length in front. It must be at most 65,535 bytes long. */
export function withLengthPrefix(message: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(message.length >> 8, message.length & 0xff), message);
}

/** Cuts a stream into messages. */
export class MessageReader {
  #pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): void {
    this.#pending = concat(this.#pending, bytes);
  }

  /** The next whole message, or undefined until there is more. */
  next(): Uint8Array | undefined {
    if (this.#pending.length < PREFIX_BYTES) return undefined;
    const end = PREFIX_BYTES + ((this.#pending[0] << 8) | this.#pending[1]);
    if (this.#pending.length < end) return undefined;
    const message = this.#pending.slice(PREFIX_BYTES, end);
    this.#pending = this.#pending.subarray(end);
    return message;
  }
}
