import type { TcpEvent, TcpStack } from "../src/index.ts";

/** What the link does to a packet: copies of it, each with its delay in milliseconds. None: it is lost. */
export type Fate = readonly number[];

interface Delivery {
  readonly at: number;
  readonly order: number;
  readonly to: TcpStack;
  readonly packet: Uint8Array;
}

/** Two stacks, a link between them and a clock that only this advances. */
export class Link {
  readonly #stacks: readonly [TcpStack, TcpStack];
  readonly #fate: (packet: Uint8Array) => Fate;
  readonly #onEvent: (event: TcpEvent, now: number) => void;
  #onWay: Delivery[] = [];
  #order = 0;
  now = 0;

  constructor(
    stacks: readonly [TcpStack, TcpStack],
    onEvent: (event: TcpEvent, now: number) => void,
    fate: (packet: Uint8Array) => Fate = () => [1],
  ) {
    this.#stacks = stacks;
    this.#onEvent = onEvent;
    this.#fate = fate;
  }

  /** Runs until nothing is left to happen before `until`, milliseconds. */
  run(until: number): void {
    for (;;) {
      this.#settle();
      const next = this.#nextEvent();
      if (next === undefined || next > until) break;
      this.now = Math.max(this.now, next);
      const due = this.#onWay.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at || a.order - b.order);
      this.#onWay = this.#onWay.filter(({ at }) => at > this.now);
      for (const { to, packet } of due) to.handlePacket(packet, this.now);
      for (const stack of this.#stacks) stack.handleTimeout(this.now);
    }
    this.now = until;
  }

  /** Hands out events and takes up packets until neither is left. */
  #settle(): void {
    for (const [i, stack] of this.#stacks.entries()) {
      for (let event = stack.pollEvent(); event; event = stack.pollEvent()) this.#onEvent(event, this.now);
      for (let packet = stack.pollPacket(); packet; packet = stack.pollPacket()) {
        for (const delay of this.#fate(packet)) {
          this.#onWay.push({ at: this.now + delay, order: this.#order++, to: this.#stacks[1 - i], packet });
        }
      }
    }
  }

  #nextEvent(): number | undefined {
    const times = [...this.#onWay.map(({ at }) => at), ...this.#stacks.map((stack) => stack.pollTimeout())];
    return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
  }
}
