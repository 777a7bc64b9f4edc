import { isDeepStrictEqual } from "node:util";
import type { Logger } from "pino";
import type { Change } from "../changes/feed.ts";
import { LimitsSchema } from "./limits.ts";
import { recountAccount, type UsageSurroundings } from "./usage.ts";

/** Changes that come soon after one another are counted together. */
const GATHER_MS = 500;

/** Counts an account again as soon as something changed that its limits are about; the job finds what time alone changes. */
export class UsageWatch {
  readonly #surroundings: UsageSurroundings;
  readonly #log: Logger;
  readonly #due = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #counting: Promise<void> | undefined;
  #isClosed = false;

  constructor(surroundings: UsageSurroundings, log: Logger) {
    this.#surroundings = surroundings;
    this.#log = log;
  }

  notice(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.accountId !== null && concernsLimits(change)) this.countSoon(change.accountId);
    }
  }

  countSoon(accountId: string): void {
    this.#due.add(accountId);
    this.#beginLater();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#counting;
  }

  #beginLater(): void {
    if (this.#isClosed || this.#counting || this.#due.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#counting = this.#count().finally(() => {
        this.#counting = undefined;
        this.#beginLater();
      });
    }, GATHER_MS);
  }

  async #count(): Promise<void> {
    const accounts = [...this.#due];
    this.#due.clear();
    for (const accountId of accounts) {
      try {
        await recountAccount(this.#surroundings, accountId);
      } catch (error) {
        this.#log.warn({ error, accountId }, "usage could not be counted; the next regular count finds it");
      }
    }
  }
}

function concernsLimits({ object, operation, before, after }: Change): boolean {
  switch (object) {
    case "accounts":
      return operation === "update" && !isDeepStrictEqual(limitsIn(before), limitsIn(after));
    case "actors":
      return operation !== "update" || valueIn(before, "type") !== valueIn(after, "type") || isSwitched(before, after);
    case "sites":
    case "devices":
      return operation !== "update";
    default:
      return false;
  }
}

function limitsIn(row: unknown) {
  return LimitsSchema.parse(valueIn(row, "limits"));
}

function isSwitched(before: unknown, after: unknown): boolean {
  return valueIn(before, "is_disabled") !== valueIn(after, "is_disabled");
}

function valueIn(row: unknown, column: string): unknown {
  return typeof row === "object" && row !== null ? Reflect.get(row, column) : undefined;
}
