/** What the packet loop counts, and where in memory. Dropped packets are counted by reason. */
export const COUNTER = {
  loop_rounds: 0,
  loop_faults: 1,
  tun_reads: 2,
  tun_read_bytes: 3,
  tun_segments: 4,
  tun_writes: 5,
  tun_written_bytes: 6,
  tun_joined_segments: 7,
  tun_write_errors: 8,
  udp_receives: 9,
  udp_received_datagrams: 10,
  udp_received_bytes: 11,
  udp_receive_errors: 12,
  udp_icmp_errors: 13,
  udp_queued_datagrams: 14,
  udp_queued_bytes: 15,
  udp_would_block: 16,
  udp_retries: 17,
  udp_dropped_no_buffers: 18,
  udp_dropped_refused: 19,
  udp_dropped_queue_full: 20,
  dropped_not_sealed: 21,
  dropped_malformed_super_packet: 22,
  dropped_datagram_too_long: 23,
  dropped_other_family: 24,
  joining_disabled: 25,
} as const;

export type CounterName = keyof typeof COUNTER;
export type CounterIndex = (typeof COUNTER)[CounterName];

const ENTRIES = Object.entries(COUNTER);

/** Counters in memory that both threads see: the packet loop adds, anyone reads without asking it. */
export class Counters {
  readonly memory: SharedArrayBuffer;
  readonly #values: Float64Array;

  constructor(memory = new SharedArrayBuffer(ENTRIES.length * Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#values = new Float64Array(memory);
  }

  add(index: CounterIndex, amount: number): void {
    this.#values[index] += amount;
  }

  get(name: CounterName): number {
    return this.#values[COUNTER[name]];
  }

  snapshot(): Record<string, number> {
    return Object.fromEntries(ENTRIES.map(([name, index]) => [name, this.#values[index]]));
  }
}
