// Messages that are built here: queries, and answers given without asking anyone (RFC 1035 §4.1).

import { ByteWriter } from "@fz/bytes";
import { ipBytes } from "@fz/ip";
import { CLASS_IN, OPCODE_QUERY, RCODE } from "./constants.ts";
import {
  type DnsMessage,
  FLAG,
  flagsOf,
  HEADER_BYTES,
  HEADER_FIELD,
  parseMessage,
  type RecordData,
} from "./message.ts";
import { type DomainName, encodeName } from "./name.ts";

/** A compression pointer to the name of the question. */
const POINTER_TO_QUESTION = 0xc000 | HEADER_BYTES;

/** An answer record whose owner is the name that was asked for. */
export interface AnswerRecord {
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  readonly data: RecordData;
}

/** Undefined where the name is none. */
export function buildQuery(
  id: number,
  name: DomainName,
  type: number,
  options: { readonly recursionDesired?: boolean; readonly class?: number } = {},
): Uint8Array | undefined {
  const wireName = encodeName(name);
  if (!wireName) return undefined;
  const writer = new ByteWriter().u16(id).u16(flagsOf(OPCODE_QUERY, options.recursionDesired ?? true));
  writer.u16(1).u16(0).u16(0).u16(0);
  return writer
    .bytes(wireName)
    .u16(type)
    .u16(options.class ?? CLASS_IN)
    .finish();
}

/** Copies id, opcode, RD and question of the query; AA, RA, AD and CD are 0, and there is no EDNS record. Throws where an answer holds no valid address or name. */
export function buildResponse(query: DnsMessage, rcode: number, answers: readonly AnswerRecord[] = []): Uint8Array {
  const writer = new ByteWriter().u16(query.id).u16(responseFlags(query, rcode));
  writer.u16(1).u16(answers.length).u16(0).u16(0);
  writer.bytes(query.raw.subarray(HEADER_BYTES, query.questionEnd));
  for (const { type, ttl, data } of answers) {
    const bytes = dataBytes(data);
    writer.u16(POINTER_TO_QUESTION).u16(type).u16(CLASS_IN).u32(ttl).u16(bytes.length).bytes(bytes);
  }
  return writer.finish();
}

export function buildServerFailure(query: DnsMessage): Uint8Array {
  return buildResponse(query, RCODE.SERVFAIL);
}

/** Flags word of a locally built response to `query`. */
export function responseFlags(query: DnsMessage, rcode: number): number {
  return FLAG.response | flagsOf(query.opcode, query.recursionDesired) | rcode;
}

/**
 * The response itself where it is at most `limit` bytes long, else its header and question with TC set, so that the
 * asker comes back over TCP. Undefined where a response too long cannot be read.
 */
export function fitResponse(response: Uint8Array, limit: number): Uint8Array | undefined {
  if (response.length <= limit) return response;
  const message = parseMessage(response);
  if (!message) return undefined;
  const cut = response.slice(0, message.questionEnd);
  const view = new DataView(cut.buffer, cut.byteOffset);
  view.setUint16(HEADER_FIELD.flags, view.getUint16(HEADER_FIELD.flags) | FLAG.truncated);
  view.setUint16(HEADER_FIELD.answers, 0);
  view.setUint16(HEADER_FIELD.authorities, 0);
  view.setUint16(HEADER_FIELD.additionals, 0);
  return cut;
}

/** A copy of the message with another id. The message must have a header. */
export function withId(message: Uint8Array, id: number): Uint8Array {
  const copy = message.slice();
  copy[HEADER_FIELD.id] = id >> 8;
  copy[HEADER_FIELD.id + 1] = id & 0xff;
  return copy;
}

function dataBytes(data: RecordData): Uint8Array {
  if (data.kind === "opaque") return data.bytes;
  const bytes = data.kind === "address" ? ipBytes(data.ip) : encodeName(data.name);
  if (!bytes) throw new TypeError(`not the ${data.kind} that a DNS record can hold`);
  return bytes;
}
