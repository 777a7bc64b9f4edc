import { FLOW_LOGS_BATCH_DEFAULT, FLOW_LOGS_BATCH_MAX, FLOW_LOGS_PATH, type FlowLogsConfig } from "@fz/wire";
import { systemClock } from "../clock.ts";
import type { Way } from "../connect.ts";
import type { Log } from "../portal-channel.ts";
import type { Batch, FlowSpool } from "./spool.ts";
import { type Answer, postJson } from "./upload.ts";

const SECOND_MS = 1_000;
/** After what may pass: the server is busy, broken or away. Doubled each time. */
const BACK_OFF_MS = 10 * SECOND_MS;
const BACK_OFF_MAX_MS = 300 * SECOND_MS;
const REQUEST_MS = 30 * SECOND_MS;
/** The portal takes one upload a second from an address. */
const PACE_MS = 1_100;
const DEFAULT_RETRY_MS = SECOND_MS;
const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 307, 308];

type Outcome = "taken" | "refused" | "later";

/** Uploads what is in the spool, as often as the portal says, and reacts to its answers (portal protocol, §8). */
export class FlowUploader {
  readonly #spool: FlowSpool;
  readonly #way: Way;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  #config: FlowLogsConfig | undefined;
  /** Of the next pass, while it waits. */
  #stopTimer: (() => void) | undefined;
  #pass: Promise<void> | undefined;
  /** Passes in a row that were broken off. */
  #failures = 0;

  constructor(spool: FlowSpool, way: Way, log: Log) {
    this.#spool = spool;
    this.#way = way;
    this.#log = log;
  }

  /** What the portal said at the last connection. */
  configure(config: FlowLogsConfig): void {
    const before = this.#config;
    this.#config = config;
    // A portal that is connected again and again does not put uploads off.
    const isTheSame = JSON.stringify(before) === JSON.stringify(config);
    if (this.#pass || (isTheSame && this.#stopTimer)) return;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    // Devices that a portal told at the same time do not come at the same time.
    if (this.#isOn()) this.#schedule(config.upload_interval_secs * SECOND_MS * (0.5 + Math.random() / 2));
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    this.#stopTimer?.();
    await this.#pass;
  }

  #isOn(): boolean {
    const { api_url, upload_interval_secs } = this.#config ?? { api_url: "", upload_interval_secs: 0 };
    return (
      upload_interval_secs > 0 && /^https?:/.test(api_url) && URL.canParse(api_url) && !this.#stopped.signal.aborted
    );
  }

  #schedule(ms: number): void {
    this.#stopTimer = systemClock.after(ms, () => {
      this.#stopTimer = undefined;
      this.#pass = this.#uploadAll()
        .catch((error: unknown) => {
          this.#log.warn({ error: String(error) }, "flow logs cannot be uploaded now");
          return false;
        })
        .then((isThrough) => {
          this.#pass = undefined;
          this.#failures = isThrough ? 0 : this.#failures + 1;
          if (this.#isOn()) this.#schedule(this.#wait());
        });
    });
  }

  /** Until the next pass, in ms. */
  #wait(): number {
    const interval = (this.#config?.upload_interval_secs ?? 0) * SECOND_MS;
    if (this.#failures === 0) return interval;
    return Math.max(interval, Math.min(BACK_OFF_MAX_MS, BACK_OFF_MS * 2 ** (this.#failures - 1)));
  }

  /** @returns false where the portal was not to be had */
  async #uploadAll(): Promise<boolean> {
    const refused = this.#spool.takeRefused();
    if (refused > 0) this.#log.warn({ refused }, "there was no room for flow logs on disk");
    for (const file of this.#spool.takeBatches(Date.now())) {
      const batch = this.#spool.read(file, Date.now());
      if (!batch) continue;
      const outcome = await this.#upload(batch);
      if (outcome === "taken") this.#spool.remove(file);
      if (outcome === "later") return false;
      if (!this.#isOn()) break;
    }
    return true;
  }

  async #upload({ token, records }: Batch): Promise<Outcome> {
    const size = Math.min(this.#config?.upload_batch_size || FLOW_LOGS_BATCH_DEFAULT, FLOW_LOGS_BATCH_MAX);
    let worst: Outcome = "taken";
    for (let at = 0; at < records.length; at += size) {
      const outcome = await this.#post(token, records.slice(at, at + size));
      if (outcome === "later") return outcome;
      if (outcome === "refused") worst = outcome;
    }
    return worst;
  }

  async #post(token: string, records: readonly unknown[]): Promise<Outcome> {
    await this.#pause(PACE_MS);
    const answer = await this.#request(token, records);
    if (answer === undefined) return "later";
    const { status } = answer;
    if (status >= 200 && status < 300) return "taken";
    if (status === 413 && records.length > 1) {
      const half = Math.ceil(records.length / 2);
      const first = await this.#post(token, records.slice(0, half));
      const second = first === "later" ? first : await this.#post(token, records.slice(half));
      return second === "taken" ? first : second;
    }
    if (status === 429) {
      await this.#pause(retryAfter(answer.retryAfter));
      return this.#stopped.signal.aborted ? "later" : this.#post(token, records);
    }
    if (status === 408 || status >= 500) return "later";
    this.#log.warn(
      { status, records: records.length },
      "the portal refuses flow logs; they are kept until their token runs out",
    );
    return "refused";
  }

  /** Undefined where there was no answer. */
  async #request(token: string, records: readonly unknown[]): Promise<Answer | undefined> {
    let url = new URL(FLOW_LOGS_PATH, this.#config?.api_url);
    const body = { flow_logs: records };
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      try {
        const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(REQUEST_MS)]);
        const answer = await postJson(url, { token, body }, this.#way, signal);
        const next = REDIRECTS.includes(answer.status) ? answer.location : undefined;
        const target = next !== undefined && URL.canParse(next, url.href) ? new URL(next, url.href) : undefined;
        // The token must not leave in the clear.
        if (!target || !mayFollow(url, target)) return answer;
        url = target;
      } catch (error) {
        this.#log.debug({ error: String(error) }, "no answer to an upload of flow logs");
        return undefined;
      }
    }
    return undefined;
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        stopTimer();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const stopTimer = systemClock.after(ms, done);
      signal.addEventListener("abort", done);
    });
  }
}

function mayFollow(from: URL, to: URL): boolean {
  return to.protocol === "https:" || (from.protocol === "http:" && to.protocol === "http:");
}

/** Whole seconds or a date, as milliseconds from now. */
function retryAfter(header: string | undefined): number {
  if (header === undefined) return DEFAULT_RETRY_MS;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / SECOND_MS;
  return Number.isFinite(seconds) ? Math.max(0, seconds) * SECOND_MS : DEFAULT_RETRY_MS;
}
