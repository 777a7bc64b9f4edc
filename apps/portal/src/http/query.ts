import { parseIp } from "@fz/ip";
import { isUuid, isWritableTime } from "./fields.ts";
import { badRequest, FrameworkError } from "./problem.ts";

const MAX_SEARCH = 100;

/** Query parameters of one request. Filters are exact; an empty string is a value. */
export class Query {
  readonly #parameters: URLSearchParams;

  constructor(url: string) {
    const start = url.indexOf("?");
    const query = start < 0 ? "" : url.slice(start + 1);
    if (!isDecodable(query)) throw new FrameworkError(400);
    this.#parameters = new URLSearchParams(query);
  }

  /** The last of repeated values. */
  text(name: string): string | undefined {
    if ([...this.#parameters.keys()].some((key) => key.startsWith(`${name}[`))) {
      throw badRequest(`"${name}" takes one value.`);
    }
    const value = this.#parameters.getAll(name).at(-1);
    if (value?.includes("\0")) throw badRequest(`"${name}" must not hold a NUL character.`);
    return value;
  }

  /** What `search=` looks for, or undefined; blank counts as absent. */
  search(): string | undefined {
    const text = this.text("search")?.trim();
    if (text !== undefined && text.length > MAX_SEARCH) throw badRequest(`"search" takes ${MAX_SEARCH} characters.`);
    return text || undefined;
  }

  /** Whether `include=details` asks for what the reference does not show. */
  details(): boolean {
    return this.oneOf("include", ["details"]) !== undefined;
  }

  id(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!isUuid(value)) throw badRequest(`"${name}" must be an identifier.`);
    return value.toLowerCase();
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const known = values.find((candidate) => candidate === value);
    if (known === undefined) throw badRequest(`"${name}" must be one of ${values.join(", ")}.`);
    return known;
  }

  /** A complete address, canonical. */
  ip(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const ip = parseIp(value);
    if (ip === undefined) throw badRequest(`"${name}" must be an IP address.`);
    return ip;
  }

  /** RFC 3339 with offset, as epoch milliseconds; empty counts as absent. */
  time(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === "") return undefined;
    const isTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(value);
    const time = Date.parse(value);
    if (!isTime || !isWritableTime(time)) throw badRequest(`"${name}" must be a time with its offset.`);
    return time;
  }
}

/** Whether percent signs are followed by hex digits that make up UTF-8. */
function isDecodable(query: string): boolean {
  try {
    decodeURIComponent(query);
    return true;
  } catch {
    // The only thing that it throws for.
    return false;
  }
}
