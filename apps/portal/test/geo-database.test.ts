import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAddressBlock } from "@fz/policy";
import { afterAll, expect, test } from "vitest";
import { openGeoDatabase } from "../src/http/geo-database.ts";
import { remoteOf } from "../src/http/remote.ts";

const folder = mkdtempSync(join(tmpdir(), "places-"));
afterAll(() => rmSync(folder, { recursive: true }));
const findPlace = await openGeoDatabase(undefined);

function requestFrom(address: string, headers: Record<string, string> = {}): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: address });
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, headers);
  return request;
}

test("the file that comes along knows countries of both families, and none of private addresses", () => {
  expect(findPlace("193.0.6.139").region).toBe("NL"); // RIPE NCC, Amsterdam
  expect(findPlace("2001:67c:2e8:22::c100:68b").region).toBe("NL");
  for (const ip of ["127.0.0.1", "10.0.0.1", "fd00::1"]) {
    expect(findPlace(ip)).toEqual({ region: null, city: null, lat: null, lon: null });
  }
});

test("a trusted proxy's word about the place counts, else the file's", () => {
  const proxy = parseAddressBlock("10.0.0.0/8");
  if (!proxy) throw new Error("no block");
  const surroundings = { config: { trustedProxies: [proxy] }, findPlace };
  const forwarded = { "x-forwarded-for": "193.0.6.139" };
  const said = { ...forwarded, "x-geo-location-region": "PT" };
  expect(remoteOf(requestFrom("10.1.1.1", said), surroundings)).toMatchObject({ ip: "193.0.6.139", region: "PT" });
  expect(remoteOf(requestFrom("10.1.1.1", forwarded), surroundings)).toMatchObject({ region: "NL" });
  expect(remoteOf(requestFrom("193.0.6.139", said), surroundings)).toMatchObject({ region: "NL" });
});

test("a file that is missing, no such file or cut short is refused with its name", async () => {
  const whole = readFileSync(
    fileURLToPath(import.meta.resolve("@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country-ipv4.mmdb")),
  );
  const [text, cut, copy] = ["text.mmdb", "cut.mmdb", "copy.mmdb"].map((name) => join(folder, name));
  writeFileSync(text, "not a database");
  writeFileSync(cut, whole.subarray(0, whole.length / 2));
  writeFileSync(copy, whole);
  for (const file of [join(folder, "none.mmdb"), text, cut]) {
    await expect(openGeoDatabase(file)).rejects.toThrow(`GEOIP_DB: ${file} cannot be read`);
  }
  expect((await openGeoDatabase(copy))("193.0.6.139").region).toBe("NL");
});
