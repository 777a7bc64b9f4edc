import { fromBase64Url } from "@fz/bytes";
import { describe, expect, it } from "vitest";
import { RECORD_TYPE } from "./constants.ts";
import { decodeDohResponse, encodeDohRequest } from "./doh.ts";
import { parseQuery, parseResponse } from "./message.ts";
import { buildQuery, buildResponse } from "./response.ts";

const query = buildQuery(0xbeef, "www.example.com", RECORD_TYPE.A) ?? new Uint8Array();
const parsed = parseQuery(query);
const response = parsed ? buildResponse({ ...parsed, id: 0 }, 0) : new Uint8Array();
const contentType = "application/dns-message";

describe("DNS over HTTPS", () => {
  it("asks with id 0 as RFC 8484 §4.1.1 shows it", () => {
    expect(encodeDohRequest("https://dnsserver.example.net/dns-query", query)).toEqual({
      method: "GET",
      url: "https://dnsserver.example.net/dns-query?dns=AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB",
      headers: { accept: "application/dns-message" },
    });
    expect(fromBase64Url("AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB")?.subarray(2)).toEqual(query.subarray(2));
  });

  it("puts the id of the query back", () => {
    const decoded = decodeDohResponse({ status: 200, contentType, body: response }, 0xbeef);
    expect(parseResponse(decoded ?? new Uint8Array())?.id).toBe(0xbeef);
  });

  it("takes nothing but a DNS response", () => {
    const good = { status: 200, contentType, body: response };
    expect(decodeDohResponse({ ...good, contentType: "Application/DNS-Message; charset=x" }, 1)).toBeDefined();
    expect(decodeDohResponse({ ...good, status: 404 }, 1)).toBeUndefined();
    expect(decodeDohResponse({ ...good, contentType: "text/html" }, 1)).toBeUndefined();
    expect(decodeDohResponse({ ...good, contentType: undefined }, 1)).toBeUndefined();
    expect(decodeDohResponse({ ...good, body: query }, 1)).toBeUndefined();
    expect(decodeDohResponse({ ...good, body: response.subarray(1) }, 1)).toBeUndefined();
  });
});
