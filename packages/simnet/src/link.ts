import { ECN_CE, ECN_NOT_ECT } from "@fz/ip";
import { type Datagram, packetLength } from "./datagram.ts";
import type { SeededRandom } from "./random.ts";
import type { Crossing, Fate } from "./trace.ts";

/** How a link treats datagrams, the same in both directions. */
export interface LinkConditions {
  /** One way, ms. */
  readonly delay: number;
  /** Up to so many ms more, at random; the order is kept. */
  readonly jitter: number;
  /** Probability that a datagram is lost. */
  readonly loss: number;
  /** Probability that a datagram is held back, so that later ones overtake it … */
  readonly reordering: number;
  /** … and for how long, ms. */
  readonly reorderingDelay: number;
  /** Probability that a datagram arrives twice. */
  readonly duplication: number;
  /** bit/s of IP packets; Infinity: everything fits at once. */
  readonly rate: number;
  /** IP bytes that may wait for their turn where there is a rate; more are dropped. */
  readonly queue: number;
  /** Probability that a datagram which allows for it is marked "congestion experienced". */
  readonly congestion: number;
  /** Largest IP packet, bytes; larger ones vanish. */
  readonly mtu: number;
}

export const PERFECT: LinkConditions = {
  delay: 0,
  jitter: 0,
  loss: 0,
  reordering: 0,
  reorderingDelay: 0,
  duplication: 0,
  rate: Number.POSITIVE_INFINITY,
  queue: 64 * 1024,
  congestion: 0,
  mtu: 1500,
};

/** "out": from the node into the network. */
export type Direction = "in" | "out";

interface Lane {
  readonly random: SeededRandom;
  /** When the last byte that is queued will have left. */
  busyUntil: number;
  /** No datagram may arrive before this time without having been reordered. */
  lastArrival: number;
}

export interface LinkServices {
  readonly now: number;
  after(delay: number, run: () => void): void;
  observe(crossing: Crossing): void;
}

/** The wire between a node and the network that it is attached to. */
export class Link {
  readonly name: string;
  conditions: LinkConditions;
  /** A link that is down loses everything, also what is under way. */
  isUp = true;
  readonly #services: LinkServices;
  readonly #lanes: Record<Direction, Lane>;

  constructor(name: string, conditions: Partial<LinkConditions>, random: SeededRandom, services: LinkServices) {
    this.name = name;
    this.conditions = { ...PERFECT, ...conditions };
    this.#services = services;
    const lane = (direction: Direction): Lane => ({ random: random.fork(direction), busyUntil: 0, lastArrival: 0 });
    this.#lanes = { in: lane("in"), out: lane("out") };
  }

  /** Changes the conditions named, for what is sent from now on. */
  change(conditions: Partial<LinkConditions>): void {
    this.conditions = { ...this.conditions, ...conditions };
  }

  /** Sends the datagram across; `arrive` is called once for each copy that makes it. */
  carry(datagram: Datagram, direction: Direction, arrive: (datagram: Datagram) => void): void {
    const lane = this.#lanes[direction];
    const fate = this.#fate(datagram, lane);
    this.#services.observe({ ...datagram, at: this.#services.now, link: this.name, direction, fate });
    if (fate !== "carried") return;
    const carried = this.#marked(datagram, lane);
    this.#deliver(carried, lane, arrive);
    if (lane.random.chance(this.conditions.duplication)) this.#deliver(carried, lane, arrive);
  }

  #fate(datagram: Datagram, lane: Lane): Fate {
    const { loss, mtu, queue, rate } = this.conditions;
    if (!this.isUp) return "down";
    if (packetLength(datagram) > mtu) return "too-big";
    if (lane.random.chance(loss)) return "lost";
    const waiting = Math.max(0, lane.busyUntil - this.#services.now) / 1000;
    return Number.isFinite(rate) && (waiting * rate) / 8 > queue ? "queue-full" : "carried";
  }

  #marked(datagram: Datagram, lane: Lane): Datagram {
    const { congestion } = this.conditions;
    if (datagram.ecn === ECN_NOT_ECT || !lane.random.chance(congestion)) return datagram;
    return { ...datagram, ecn: ECN_CE };
  }

  #deliver(datagram: Datagram, lane: Lane, arrive: (datagram: Datagram) => void): void {
    const { delay, jitter, rate, reordering, reorderingDelay } = this.conditions;
    const { now } = this.#services;
    const leaves = Math.max(now, lane.busyUntil) + (packetLength(datagram) * 8 * 1000) / rate;
    if (Number.isFinite(rate)) lane.busyUntil = leaves;
    let arrival = Math.max(leaves + delay + lane.random.below(jitter), lane.lastArrival);
    if (lane.random.chance(reordering)) arrival += reorderingDelay;
    else lane.lastArrival = arrival;
    this.#services.after(arrival - now, () => {
      if (this.isUp) arrive(datagram);
    });
  }
}
