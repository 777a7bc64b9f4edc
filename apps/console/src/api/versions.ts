// Versions of items: GET says by `ETag` what it shows, and what changes an item takes it as `If-Match`.

import * as z from "zod/mini";

/** What the header of a change takes; nothing where the portal named no version. */
export interface IfMatch {
  readonly "if-match"?: string;
}

const VersionedSchema = z.object({ version: z.optional(z.string()) });

/** The answer with its version beside `data`, so that what is kept of it keeps that, too. */
export async function withVersion(response: Response): Promise<Response | undefined> {
  const etag = response.headers.get("etag");
  if (etag === null) return undefined;
  // Proxies that compress call it weak, though the version is the same.
  const version = etag.replace(/^W\//, "");
  const body: unknown = await response.json();
  const { status } = response;
  return Response.json(typeof body === "object" ? { ...body, version } : body, { status });
}

/** Of an answer to the GET of one item. */
export function versionOf(answer: unknown): string | undefined {
  return VersionedSchema.parse(answer).version;
}

export function ifMatch(version: string | undefined): IfMatch {
  return version === undefined ? {} : { "if-match": version };
}
