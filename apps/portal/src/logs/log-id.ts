import { randomBytes } from "node:crypto";

/** First hex digit of a log id: which log it is of. Change log ids come from the database. */
const KIND_DIGIT = { session: 0x5, api_request: 0xa, flow: 0xf } as const;

const LOG_ID_BYTES = 12;
const TIME_BYTES = 6;

/** 12 bytes that sort by time: kind and milliseconds in the first six, then random ones. */
export function newLogId(kind: keyof typeof KIND_DIGIT, now: number): Uint8Array {
  const id = Buffer.alloc(LOG_ID_BYTES);
  id.writeUIntBE(KIND_DIGIT[kind] * 2 ** 44 + now, 0, TIME_BYTES);
  randomBytes(LOG_ID_BYTES - TIME_BYTES).copy(id, TIME_BYTES);
  return id;
}
