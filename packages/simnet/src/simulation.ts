import type { OutgoingDatagram } from "./datagram.ts";
import { Host, type Process } from "./host.ts";
import { Link, type LinkServices } from "./link.ts";
import { SeededRandom } from "./random.ts";
import { Router, type RouterConfig } from "./router.ts";
import { Schedule } from "./schedule.ts";
import { type Attachment, type InterfaceConfig, type NetworkServices, Segment, type Station } from "./segment.ts";
import { type Crossing, Trace } from "./trace.ts";

export interface SimulationOptions {
  readonly seed: number;
  /** Virtual ms at the beginning. */
  readonly start?: number;
}

/** A process that wants to be woken at an instant again and again makes no progress. */
const MAX_WAKES_PER_INSTANT = 100;

/**
 * Hosts and routers on the Internet under a clock that jumps from event to event. Everything that happens follows from
 * the seed and from what the processes do.
 */
export class Simulation {
  readonly random: SeededRandom;
  readonly internet = new Segment("internet");
  readonly #schedule = new Schedule();
  readonly #hosts: Host[] = [];
  readonly #traces = new Set<Trace>();
  readonly #network: NetworkServices & LinkServices;
  #now: number;
  /** How often processes were woken at the instant `#wakesAt`. */
  readonly #wakes = new Map<Process, number>();
  #wakesAt = Number.NaN;

  constructor({ seed, start = 1000 }: SimulationOptions) {
    this.random = new SeededRandom(seed);
    this.#now = start;
    this.#network = this.#services();
  }

  /** Virtual ms. */
  get now(): number {
    return this.#now;
  }

  host(name: string, ...interfaces: readonly InterfaceConfig[]): Host {
    const host = new Host(name, interfaces, this.#network);
    this.#hosts.push(host);
    return host;
  }

  router(config: RouterConfig): Router {
    return new Router(config, this.#network);
  }

  /** Keeps what crosses links from now on, where it fits. */
  trace(wanted: (crossing: Crossing) => boolean = () => true): Trace {
    const trace = new Trace(wanted);
    this.#traces.add(trace);
    return trace;
  }

  stopTrace(trace: Trace): void {
    this.#traces.delete(trace);
  }

  /** Does something `delay` ms from now. */
  after(delay: number, run: () => void): void {
    this.#schedule.add(this.#now + Math.max(0, delay), run);
  }

  /** Lets `duration` ms pass. */
  run(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      this.settle();
      const next = this.#nextInstant();
      if (next > end) break;
      this.#advance(next);
    }
    this.#now = end;
  }

  /** Runs until `done`, which is asked after every event. @returns the ms it took; throws once `limit` ms are over */
  runUntil(done: () => boolean, limit: number): number {
    const start = this.#now;
    this.settle();
    while (!done()) {
      const next = this.#nextInstant();
      if (next > start + limit) {
        this.#now = start + limit;
        throw new Error(`not within ${limit} ms of virtual time: ${done}`);
      }
      this.#advance(next);
      this.settle();
    }
    return this.#now - start;
  }

  /** Runs until nothing is under way any more; processes may still wait for a time to come. */
  runUntilIdle(limit = 10_000): number {
    this.settle();
    return this.runUntil(() => this.#schedule.size === 0, limit);
  }

  /** Sends what processes want to send and has them do what they can do at once. Time stands still. */
  settle(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const host of this.#hosts) {
        for (const [port, process] of host.processes()) if (this.#drain(host, port, process)) busy = true;
      }
    }
  }

  #drain(host: Host, port: number | "any", process: Process): boolean {
    let busy = false;
    for (let out: OutgoingDatagram | undefined = process.pollTransmit(); out; out = process.pollTransmit()) {
      host.send(out, port === "any" ? 0 : port);
      busy = true;
    }
    if (process.work?.(this.#now)) busy = true;
    return busy;
  }

  #nextInstant(): number {
    let next = this.#schedule.next;
    for (const host of this.#hosts) {
      for (const [, process] of host.processes()) {
        next = Math.min(next, process.pollTimeout() ?? Number.POSITIVE_INFINITY);
      }
    }
    return Math.max(next, this.#now);
  }

  #advance(to: number): void {
    this.#now = to;
    for (let run = this.#schedule.popDue(to); run; run = this.#schedule.popDue(to)) run();
    for (const host of this.#hosts) {
      for (const [, process] of host.processes()) {
        if ((process.pollTimeout() ?? Number.POSITIVE_INFINITY) > to) continue;
        this.#countWake(process, host);
        process.handleTimeout(to);
      }
    }
  }

  #countWake(process: Process, host: Host): void {
    if (this.#wakesAt !== this.#now) this.#wakes.clear();
    this.#wakesAt = this.#now;
    const wakes = (this.#wakes.get(process) ?? 0) + 1;
    this.#wakes.set(process, wakes);
    if (wakes > MAX_WAKES_PER_INSTANT) throw new Error(`${host.name} wants to be woken at ${this.#now} for ever`);
  }

  #attach(station: Station, config: InterfaceConfig): Attachment {
    const { segment = this.internet, addresses, networks = [], link: conditions = {} } = config;
    const name = `${station.name} - ${segment.name}`;
    const link = new Link(name, conditions, this.random.fork(name), this.#network);
    const attachment = { station, segment, addresses, networks, link };
    segment.attach(attachment);
    return attachment;
  }

  /** What hosts, routers and links may do with the simulation. */
  #services(): NetworkServices & LinkServices {
    const now = () => this.#now;
    return {
      get now() {
        return now();
      },
      random: this.random,
      after: (delay, run) => this.after(delay, run),
      attach: (station, config) => this.#attach(station, config),
      observe: (crossing) => {
        for (const trace of this.#traces) trace.observe(crossing);
      },
    };
  }
}
