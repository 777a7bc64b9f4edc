import { buildQuery, buildResponse, parseQuery, RECORD_TYPE } from "@fz/dns";

/** A query for the A records of a name. */
export function queryFor(name: string, id: number): Uint8Array {
  const query = buildQuery(id, name, RECORD_TYPE.A);
  if (!query) throw new Error(`no name: ${name}`);
  return query;
}

/** An answer to the query; its length grows with `texts`, 200 bytes each. */
export function responseTo(query: Uint8Array, texts = 0): Uint8Array {
  const message = parseQuery(query);
  if (!message) throw new Error("unreadable query");
  const bytes = new Uint8Array(200).fill(0x61);
  const records = Array.from({ length: texts }, () => ({ type: 16, ttl: 1, data: { kind: "opaque", bytes } }) as const);
  return buildResponse(message, 0, records);
}

export function idOf(message: Uint8Array): number {
  return (message[0] << 8) | message[1];
}
