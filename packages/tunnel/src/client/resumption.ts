const RETRY_INTERVAL = 2_000;
const ATTEMPTS = 4;

/**
 * Resources in use when the network changed. Whoever only receives, as in a download, sends no packet that would ask for
 * access again, and the other side's pauses between its attempts grow; so access is asked for as soon as the portal is back.
 */
export class Resumption {
  readonly #resources = new Set<string>();
  #dueAt: number | undefined;
  #attempts = 0;

  /** The network changed: these were in use. */
  begin(resourceIds: Iterable<string>): void {
    for (const id of resourceIds) this.#resources.add(id);
    this.#dueAt = undefined;
  }

  /** The portal can be asked, with whatever it said at first already known. */
  portalIsBack(now: number): void {
    if (this.#resources.size === 0) return;
    this.#attempts = 0;
    this.#dueAt = now;
  }

  pollTimeout(): number | undefined {
    return this.#dueAt;
  }

  /** Resources to ask for now; those that are `settled`, or were asked for often enough, are forgotten. */
  takeDue(settled: (resourceId: string) => boolean, now: number): readonly string[] {
    if (this.#dueAt === undefined || now < this.#dueAt) return [];
    for (const id of this.#resources) if (settled(id)) this.#resources.delete(id);
    if (this.#attempts++ === ATTEMPTS) this.#resources.clear();
    this.#dueAt = this.#resources.size > 0 ? now + RETRY_INTERVAL : undefined;
    return [...this.#resources];
  }
}
