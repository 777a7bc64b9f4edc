// A refused upgrade: RFC 9457 problem details one way, what a device makes of it the other.

import { z } from "zod";

/** HTTP status of each refusal. */
export const CONNECT_ERRORS = {
  invalid_token: 401,
  missing_token: 401,
  limits_exceeded: 402,
  account_disabled: 403,
  unauthenticated: 403,
  device_untrusted: 403,
  certificate_revoked: 403,
  device_identity_conflict: 409,
  gateway_already_connected: 409,
  invalid_connect_params: 400,
  rate_limit: 503,
  unhandled_connect_error: 500,
} as const;
export type ConnectErrorCode = keyof typeof CONNECT_ERRORS;

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  409: "Conflict",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

export const PROBLEM_CONTENT_TYPE = "application/problem+json";

export interface ConnectProblem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ConnectErrorCode;
}

/** Body of a refusal. Head and body have to leave in one write with content-length, or devices miss the code. */
export function connectProblem(code: ConnectErrorCode, detail: string): ConnectProblem {
  const status = CONNECT_ERRORS[code];
  return { type: "about:blank", title: TITLES[status] ?? "", status, detail, code };
}

export interface RefusedUpgrade {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

export type RefusalReaction =
  /** `tokenInvalid`: throw the token away and ask for a new sign-in. */
  | { readonly reaction: "fatal"; readonly tokenInvalid: boolean; readonly detail: string }
  /** `retryAfter`: milliseconds to wait exactly, outside the back-off; undefined: back off. */
  | { readonly reaction: "retry"; readonly retryAfter: number | undefined; readonly detail: string };

const HTTP_UNAUTHORIZED = 401;
const ProblemSchema = z.object({ code: z.string().optional(), detail: z.string().optional() });

/** Only 401 is final; everything else passes. `now`: unix milliseconds. */
export function reactToRefusal(refused: RefusedUpgrade, now: number): RefusalReaction {
  const problem = isProblem(refused.contentType) ? parseProblem(refused.body) : undefined;
  const said = [problem?.code, problem?.detail].filter((part) => part !== undefined).join(": ");
  const detail = said === "" ? `HTTP ${refused.status}` : `HTTP ${refused.status} (${said})`;
  if (refused.status === HTTP_UNAUTHORIZED) {
    const tokenInvalid = problem?.code === "invalid_token" || problem?.code === "missing_token";
    return { reaction: "fatal", tokenInvalid, detail };
  }
  const retryAfter = refused.retryAfter === undefined ? undefined : parseRetryAfter(refused.retryAfter, now);
  return { reaction: "retry", retryAfter, detail };
}

function isProblem(contentType: string | undefined): boolean {
  return contentType?.split(";")[0].trim().toLowerCase() === PROBLEM_CONTENT_TYPE;
}

function parseProblem(body: string): z.output<typeof ProblemSchema> | undefined {
  try {
    return ProblemSchema.safeParse(JSON.parse(body)).data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MAIL_DATE =
  /^(?:[a-z]{3},\s*)?(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?\s+(?:GMT|UT|UTC|([+-])(\d{2})(\d{2}))$/i;

/** Milliseconds to wait (RFC 9110 §10.2.3): whole seconds, or a date (RFC 5322 §3.3), which when past means 0. */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * SECOND;
  const match = MAIL_DATE.exec(text);
  const month = match ? MONTHS.indexOf(match[2].toLowerCase()) : -1;
  if (!match || month < 0) return undefined;
  const [day, year, hour, minute, second] = [match[1], match[3], match[4], match[5], match[6] ?? "0"].map(Number);
  const offset =
    match[7] === undefined ? 0 : Number(`${match[7]}1`) * (Number(match[8]) * HOUR + Number(match[9]) * MINUTE);
  const date = daysSinceEpoch(year, month + 1, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND - offset;
  return Math.max(0, date - now);
}

/** Days from 1970-01-01 to a day of the Gregorian calendar; years are counted from March so that leap days come last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}
