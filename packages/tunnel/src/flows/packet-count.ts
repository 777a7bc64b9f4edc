const PACKETS = 0;
const BYTES = 1;
const LAST = 2;

/** Packets of one direction of a flow. Whoever moves them counts them, the tunnel only says where; counting allocates nothing. */
export class PacketCount {
  readonly #values = new Float64Array(3);

  /** @param payload bytes of the packet behind the header of TCP or UDP */
  count(payload: number, now: number): void {
    const values = this.#values;
    values[PACKETS]++;
    values[BYTES] += payload;
    values[LAST] = now;
  }

  get packets(): number {
    return this.#values[PACKETS];
  }

  get bytes(): number {
    return this.#values[BYTES];
  }

  /** `now` of the last packet; 0 where none came. */
  get last(): number {
    return this.#values[LAST];
  }
}
