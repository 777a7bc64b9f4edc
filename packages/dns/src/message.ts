// RFC 1035 §4: header, question and answer section. Messages carry exactly one question; the authority and additional
// sections are left as they are (what is forwarded or relayed travels as the bytes it came in), EDNS included.

import { ByteReader } from "@fz/bytes";
import { formatIp, IPV4_BYTES, IPV6_BYTES, type IpAddress } from "@fz/ip";
import { RECORD_TYPE } from "./constants.ts";
import { type DomainName, readName } from "./name.ts";

export const HEADER_BYTES = 12;
/** Offsets of the 16-bit fields of the header. */
export const HEADER_FIELD = { id: 0, flags: 2, questions: 4, answers: 6, authorities: 8, additionals: 10 } as const;
export const FLAG = { response: 0x8000, truncated: 0x0200, recursionDesired: 0x0100 } as const;
const OPCODE_SHIFT = 11;
const OPCODE_MASK = 0xf;
const RCODE_MASK = 0xf;
const TTL_SIGN = 0x8000_0000;

export interface Question {
  readonly name: DomainName;
  readonly type: number;
  readonly class: number;
}

export type RecordData =
  | { readonly kind: "address"; readonly ip: IpAddress }
  /** The name that NS, CNAME, PTR and DNAME records hold. */
  | { readonly kind: "name"; readonly name: DomainName }
  /** Of any other type, as it stands in the message; names in it may be compressed. */
  | { readonly kind: "opaque"; readonly bytes: Uint8Array };

export interface ResourceRecord {
  readonly name: DomainName;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  readonly data: RecordData;
  /** Where its TTL stands in the message. */
  readonly ttlOffset: number;
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly rcode: number;
  readonly question: Question;
  readonly answers: readonly ResourceRecord[];
  /** The whole message: the bytes that were parsed, not a copy. */
  readonly raw: Uint8Array;
  /** Offset of the first byte behind the question section. */
  readonly questionEnd: number;
  /** Offset of the first byte behind the answer section. */
  readonly answersEnd: number;
}

/** A query with exactly one question and a readable answer section, or undefined. */
export function parseQuery(bytes: Uint8Array): DnsMessage | undefined {
  const message = parseMessage(bytes);
  return message && !message.isResponse ? message : undefined;
}

/** A response with exactly one question and a readable answer section, or undefined. */
export function parseResponse(bytes: Uint8Array): DnsMessage | undefined {
  const message = parseMessage(bytes);
  return message?.isResponse ? message : undefined;
}

export function parseMessage(bytes: Uint8Array): DnsMessage | undefined {
  const reader = new ByteReader(bytes);
  const id = reader.u16();
  const flags = reader.u16();
  const questionCount = reader.u16();
  const answerCount = reader.u16();
  if (bytes.length < HEADER_BYTES || questionCount !== 1) return undefined;

  const asked = parseQuestion(bytes);
  if (!asked) return undefined;
  const answers: ResourceRecord[] = [];
  let offset = asked.end;
  for (let i = 0; i < answerCount; i++) {
    const parsed = parseRecord(bytes, offset);
    if (!parsed) return undefined;
    answers.push(parsed.record);
    offset = parsed.end;
  }
  return {
    id,
    isResponse: (flags & FLAG.response) !== 0,
    opcode: (flags >> OPCODE_SHIFT) & OPCODE_MASK,
    truncated: (flags & FLAG.truncated) !== 0,
    recursionDesired: (flags & FLAG.recursionDesired) !== 0,
    rcode: flags & RCODE_MASK,
    question: asked.question,
    answers,
    raw: bytes,
    questionEnd: asked.end,
    answersEnd: offset,
  };
}

/** Flags word of a message that asks or answers with this opcode; AA, RA, AD and CD are 0. */
export function flagsOf(opcode: number, recursionDesired: boolean): number {
  return (opcode << OPCODE_SHIFT) | (recursionDesired ? FLAG.recursionDesired : 0);
}

function parseQuestion(bytes: Uint8Array): { question: Question; end: number } | undefined {
  const at = readName(bytes, HEADER_BYTES);
  // The first name of a message has nothing before it that a compression pointer could mean.
  if (!at || hasPointer(bytes, HEADER_BYTES)) return undefined;
  const reader = new ByteReader(bytes, at.end);
  const question = { name: at.name, type: reader.u16(), class: reader.u16() };
  return reader.failed ? undefined : { question, end: reader.offset };
}

function hasPointer(bytes: Uint8Array, start: number): boolean {
  let offset = start;
  while (bytes[offset] !== 0) {
    if (bytes[offset] >= 0xc0) return true;
    offset += 1 + bytes[offset];
  }
  return false;
}

function parseRecord(bytes: Uint8Array, offset: number): { record: ResourceRecord; end: number } | undefined {
  const owner = readName(bytes, offset);
  if (!owner) return undefined;
  const reader = new ByteReader(bytes, owner.end);
  const type = reader.u16();
  const recordClass = reader.u16();
  const ttlOffset = reader.offset;
  const ttl = reader.u32();
  const length = reader.u16();
  const dataOffset = reader.offset;
  reader.skip(length);
  if (reader.failed) return undefined;
  const data = parseData(bytes, type, dataOffset, length);
  if (!data) return undefined;
  // A TTL with the top bit set counts as zero (RFC 2181 §8).
  const record = { name: owner.name, type, class: recordClass, ttl: ttl >= TTL_SIGN ? 0 : ttl, data, ttlOffset };
  return { record, end: reader.offset };
}

function parseData(bytes: Uint8Array, type: number, offset: number, length: number): RecordData | undefined {
  switch (type) {
    case RECORD_TYPE.A:
      return length === IPV4_BYTES ? { kind: "address", ip: formatIp(bytes, offset, length) } : undefined;
    case RECORD_TYPE.AAAA:
      return length === IPV6_BYTES ? { kind: "address", ip: formatIp(bytes, offset, length) } : undefined;
    case RECORD_TYPE.NS:
    case RECORD_TYPE.CNAME:
    case RECORD_TYPE.PTR:
    case RECORD_TYPE.DNAME: {
      const target = readName(bytes, offset);
      return target && target.end === offset + length ? { kind: "name", name: target.name } : undefined;
    }
    default:
      return { kind: "opaque", bytes: bytes.subarray(offset, offset + length) };
  }
}
