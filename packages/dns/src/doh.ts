// DNS over HTTPS, RFC 8484, with GET only: requests and responses as data, the HTTP itself is the caller's.

import { toBase64Url } from "@fz/bytes";
import { TCP_MESSAGE_LIMIT } from "./constants.ts";
import { parseResponse } from "./message.ts";
import { withId } from "./response.ts";

export const DNS_MESSAGE_MEDIA_TYPE = "application/dns-message";
const HTTP_OK = 200;

export interface DohRequest {
  readonly method: "GET";
  readonly url: string;
  readonly headers: { readonly accept: string };
}

export interface DohResponse {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

/** The id on the wire is 0, so that equal questions have equal URLs and HTTP caches work (RFC 8484 §4.1). */
export function encodeDohRequest(serverUrl: string, query: Uint8Array): DohRequest {
  const url = `${serverUrl}?dns=${toBase64Url(withId(query, 0))}`;
  return { method: "GET", url, headers: { accept: DNS_MESSAGE_MEDIA_TYPE } };
}

/** The DNS response with the id of the query; undefined where the server did not answer with one. */
export function decodeDohResponse(response: DohResponse, queryId: number): Uint8Array | undefined {
  const mediaType = response.contentType?.split(";")[0].trim().toLowerCase();
  if (response.status !== HTTP_OK || mediaType !== DNS_MESSAGE_MEDIA_TYPE) return undefined;
  if (response.body.length > TCP_MESSAGE_LIMIT || !parseResponse(response.body)) return undefined;
  return withId(response.body, queryId);
}
