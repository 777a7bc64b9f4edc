import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { chooseGateway } from "../src/authorizations/gateway-choice.ts";
import { distanceKm, geoPoint } from "../src/channels/location.ts";
import { chooseRelays } from "../src/channels/relay-choice.ts";

const Point = z.object({ lat: z.number(), lon: z.number() });
const Place = z.object({ id: z.string(), lat: z.number().nullable(), lon: z.number().nullable() });
const Vectors = z.object({
  gateway_selection: z.array(
    z.object({
      name: z.string(),
      client_location: Point.nullable(),
      connected_gateway_ids: z.array(z.string()),
      candidates: z.array(Place.extend({ version: z.string().nullable() })),
      acceptable: z.array(z.string()),
    }),
  ),
  relay_selection: z.array(
    z.object({
      name: z.string(),
      own_location: Point.nullable(),
      relays: z.array(Place),
      acceptable: z.array(z.array(z.string())),
    }),
  ),
  haversine_km: z.array(z.object({ a: Point, b: Point, km: z.number() })),
});
const vectors = Vectors.parse(JSON.parse(readFileSync(new URL("../vectors/selection.json", import.meta.url), "utf8")));
const ROUNDS = 50;

const place = <T extends { lat: number | null; lon: number | null }>(item: T) => ({
  ...item,
  location: geoPoint(item.lat, item.lon),
});

describe("gateways", () => {
  // The reference compares versions as text; here the higher version wins.
  const better: Readonly<Record<string, string[]>> = { "version_compared_as_text_1.5.9_beats_1.5.10": ["g-b"] };

  test.each(vectors.gateway_selection)(
    "$name",
    ({ name, client_location, connected_gateway_ids, candidates, acceptable }) => {
      const wanted = better[name] ?? acceptable;
      const chosen = new Set<string | undefined>();
      for (let i = 0; i < ROUNDS; i++) {
        chosen.add(chooseGateway(candidates.map(place), connected_gateway_ids, client_location)?.id);
      }
      expect([...chosen].sort()).toEqual([...wanted].sort());
    },
  );
});

describe("relays", () => {
  test.each(vectors.relay_selection)("$name", ({ own_location, relays, acceptable }) => {
    for (let i = 0; i < ROUNDS; i++) {
      expect(acceptable).toContainEqual(chooseRelays(relays.map(place), own_location).map(({ id }) => id));
    }
  });
});

test.each(vectors.haversine_km)("$a.lat,$a.lon to $b.lat,$b.lon is $km km", ({ a, b, km }) => {
  expect(distanceKm(a, b)).toBeCloseTo(km, 3);
});
