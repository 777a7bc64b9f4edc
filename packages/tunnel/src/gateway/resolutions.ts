import type { IpAddress } from "@fz/ip";

/** A client's request to let its proxy addresses stand for a name, waiting for the host's resolver. */
export interface Resolution {
  readonly id: number;
  readonly clientId: string;
  readonly resource: string;
  readonly domain: string;
  readonly proxyIps: readonly IpAddress[];
  /** Monotonic milliseconds. */
  readonly deadline: number;
}

const TIMEOUT = 10_000;
const MAX_CONCURRENT = 1_000;

/** The names that are being resolved. More than 1,000 at a time are not taken on. */
export class Resolutions {
  readonly #pending = new Map<number, Resolution>();
  #lastId = 0;

  begin(request: Omit<Resolution, "id" | "deadline">, now: number): Resolution | undefined {
    if (this.#pending.size >= MAX_CONCURRENT) return undefined;
    const resolution = { ...request, id: ++this.#lastId, deadline: now + TIMEOUT };
    this.#pending.set(resolution.id, resolution);
    return resolution;
  }

  /** Undefined where it was never begun or timed out before. */
  finish(id: number): Resolution | undefined {
    const resolution = this.#pending.get(id);
    this.#pending.delete(id);
    return resolution;
  }

  /** Takes out what waited too long. */
  takeOverdue(now: number): Resolution[] {
    const overdue: Resolution[] = [];
    for (const resolution of this.#pending.values()) {
      if (now < resolution.deadline) break;
      overdue.push(resolution);
      this.#pending.delete(resolution.id);
    }
    return overdue;
  }

  /** Requests are kept in the order of their deadlines. */
  get nextDeadline(): number | undefined {
    for (const resolution of this.#pending.values()) return resolution.deadline;
    return undefined;
  }
}
