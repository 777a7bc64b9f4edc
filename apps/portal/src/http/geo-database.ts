// Where addresses are, from a file in the MaxMind DB format. What it knows depends on the file: the one by default has countries.

import { fileURLToPath } from "node:url";
import type { IpAddress } from "@fz/ip";
import { type CountryResponse, open, type Reader } from "maxmind";
import { z } from "zod";
import { ConfigurationInvalid } from "../config.ts";

const DEFAULT_FILE = "@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb";

/** ISO 3166-1 alpha-2 and degrees; null where the file does not say. */
export interface Place {
  readonly region: string | null;
  readonly city: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
}

export type FindPlace = (ip: IpAddress) => Place;

/** The records of ip-location-db, and those of MaxMind's Country and City files. */
const RecordSchema = z.object({
  country_code: z.string().optional().catch(undefined),
  country: z.object({ iso_code: z.string().optional() }).optional().catch(undefined),
  city: z
    .object({ names: z.object({ en: z.string().optional() }) })
    .optional()
    .catch(undefined),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional().catch(undefined),
});
const NOWHERE: Place = { region: null, city: null, lat: null, lon: null };

/** Reads the file once. Throws ConfigurationInvalid where it is missing or no such file. */
export async function openGeoDatabase(path: string | undefined): Promise<FindPlace> {
  const file = path ?? fileURLToPath(import.meta.resolve(DEFAULT_FILE));
  const reader = await open<CountryResponse>(file).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationInvalid(`GEOIP_DB: ${file} cannot be read as a MaxMind DB file (.mmdb): ${reason}`);
  });
  return (ip) => {
    const record = RecordSchema.safeParse(read(reader, ip));
    if (!record.success) return NOWHERE;
    const { country_code, country, city, location } = record.data;
    const code = country?.iso_code ?? country_code ?? "";
    return {
      region: /^[A-Z]{2}$/.test(code) ? code : null,
      city: city?.names.en ?? null,
      lat: location?.latitude ?? null,
      lon: location?.longitude ?? null,
    };
  };
}

/** A place that is damaged in the file is no place: conditions about countries then deny. */
function read(reader: Reader<CountryResponse>, ip: IpAddress): unknown {
  try {
    return reader.get(ip);
  } catch {
    // The reader throws where a record lies outside of the file.
    return undefined;
  }
}
