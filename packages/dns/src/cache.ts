import { CLASS_IN, OPCODE_QUERY, RCODE } from "./constants.ts";
import { type DnsMessage, HEADER_BYTES, HEADER_FIELD, type Question } from "./message.ts";
import { nameKey } from "./name.ts";
import { responseFlags } from "./response.ts";

/** Answers that would go stale sooner are not worth keeping, seconds. */
const MIN_TTL_SECONDS = 5;
/** Names asked for once and never again must not fill the memory. */
const MAX_ENTRIES = 4096;
const SECOND = 1000;

interface Entry {
  readonly response: DnsMessage;
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** What upstreams answered, by name and type. */
export class Cache {
  readonly #entries = new Map<string, Entry>();

  /**
   * Keeps a complete, successful answer as long as the shortest-lived of its records of the type asked for lives. An
   * answer without one (a mere CNAME, say) is not kept.
   */
  store(response: DnsMessage, now: number): void {
    const { question, answers } = response;
    if (!isCacheable(response) || response.rcode !== RCODE.NOERROR || response.truncated) return;
    const ttls = answers.filter((record) => record.type === question.type).map((record) => record.ttl);
    const lifetime = Math.min(...ttls);
    if (ttls.length === 0 || lifetime < MIN_TTL_SECONDS) return;
    const key = keyOf(question);
    // A refreshed entry moves to the end, where it is the last to be thrown out.
    this.#entries.delete(key);
    if (this.#entries.size >= MAX_ENTRIES) this.#dropOldest();
    const raw = response.raw.slice(0, response.answersEnd);
    this.#entries.set(key, { response: { ...response, raw }, storedAt: now, expiresAt: now + lifetime * SECOND });
  }

  /** A response to the query: the answer section as it was stored, with what is left of its TTLs. */
  lookup(query: DnsMessage, now: number): Uint8Array | undefined {
    if (!isCacheable(query)) return undefined;
    const key = keyOf(query.question);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (now >= entry.expiresAt) {
      this.#entries.delete(key);
      return undefined;
    }
    return respond(query, entry, Math.floor((now - entry.storedAt) / SECOND));
  }

  clear(): void {
    this.#entries.clear();
  }

  #dropOldest(): void {
    for (const key of this.#entries.keys()) {
      this.#entries.delete(key);
      return;
    }
  }
}

function isCacheable({ opcode, question }: DnsMessage): boolean {
  return opcode === OPCODE_QUERY && question.class === CLASS_IN;
}

function keyOf({ name, type }: Question): string {
  return `${type} ${nameKey(name)}`;
}

/**
 * Stored bytes behind a new header and the question as it was spelled this time. Both questions have the same length,
 * so the compression pointers in the answers still lead where they did.
 */
function respond(query: DnsMessage, { response }: Entry, ageSeconds: number): Uint8Array {
  const bytes = response.raw.slice();
  const view = new DataView(bytes.buffer);
  view.setUint16(HEADER_FIELD.id, query.id);
  view.setUint16(HEADER_FIELD.flags, responseFlags(query, RCODE.NOERROR));
  view.setUint16(HEADER_FIELD.authorities, 0);
  view.setUint16(HEADER_FIELD.additionals, 0);
  bytes.set(query.raw.subarray(HEADER_BYTES, query.questionEnd), HEADER_BYTES);
  for (const { ttl, ttlOffset } of response.answers) view.setUint32(ttlOffset, Math.max(0, ttl - ageSeconds));
  return bytes;
}
