// How columns arrive in JavaScript, the same from the embedded and from a server database.

const TIMESTAMPTZ_OID = 1184;
const INT8_OID = 20;
const JSONB_OID = 3802;

type Parse = (text: string) => unknown;

/**
 * A time as PostgreSQL prints it in UTC, in the spelling of the API: RFC 3339 with six fractional digits. A Date
 * would lose the microseconds that keyset pagination orders by.
 */
export function timestampText(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00(?::00)?|Z)$/.exec(text);
  if (!match) return text;
  const [, date, time, fraction = ""] = match;
  return `${date}T${time}.${fraction.padEnd(6, "0")}Z`;
}

export const COLUMN_PARSERS: Readonly<Record<number, Parse>> = {
  [TIMESTAMPTZ_OID]: timestampText,
  [INT8_OID]: Number,
  [JSONB_OID]: (text) => JSON.parse(text),
};
