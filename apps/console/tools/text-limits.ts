import * as z from "zod";

const Schema = z.looseObject({
  maxLength: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});
const Body = z.object({ content: z.object({ "application/json": z.object({ schema: z.unknown() }) }) });
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ requestBody: z.unknown().optional() }))),
});

type Limits = Record<string, Record<string, number>>;

/** Wrapper of a body → member → the most characters that it may have; members without a limit are left out. */
export function limitsOf(openapi: unknown): Limits {
  const limits: Limits = {};
  for (const operations of Object.values(Document.parse(openapi).paths)) {
    for (const { requestBody } of Object.values(operations)) {
      const body = Body.safeParse(requestBody);
      if (!body.success) continue;
      for (const [wrapper, attributes] of membersOf(body.data.content["application/json"].schema)) {
        for (const [member, schema] of membersOf(attributes)) {
          const most = maxLengthOf(schema);
          if (most !== undefined) limits[wrapper] = { ...limits[wrapper], [member]: most };
        }
      }
    }
  }
  return sorted(Object.entries(limits).map(([wrapper, members]) => [wrapper, sorted(Object.entries(members))]));
}

/** Of an object, or of all objects that it may be. */
function membersOf(schema: unknown): [string, unknown][] {
  const { properties = {}, anyOf = [] } = Schema.parse(schema);
  return [...Object.entries(properties), ...anyOf.flatMap(membersOf)];
}

function maxLengthOf(schema: unknown): number | undefined {
  const { maxLength, anyOf = [] } = Schema.parse(schema);
  return maxLength ?? anyOf.map(maxLengthOf).find((one) => one !== undefined);
}

function sorted<V>(entries: [string, V][]): Record<string, V> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
