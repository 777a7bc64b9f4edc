const SENT = 0;
const RECEIVED = 1;

/** Bytes of the IP packets inside a connection. Counting allocates nothing. */
export class Traffic {
  readonly #bytes = new Float64Array(2);

  countSent(bytes: number): void {
    this.#bytes[SENT] += bytes;
  }

  countReceived(bytes: number): void {
    this.#bytes[RECEIVED] += bytes;
  }

  get sent(): number {
    return this.#bytes[SENT];
  }

  get received(): number {
    return this.#bytes[RECEIVED];
  }
}
