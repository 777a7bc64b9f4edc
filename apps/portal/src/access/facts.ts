// What is known of a client that asks, or of one that is only thought of.

import { COUNTRIES, parseAddressBlock, type Subject, type TreeProperty } from "@fz/policy";
import { parseUserAgent } from "@fz/wire";
import { sql, type Transaction } from "kysely";
import { z } from "zod";
import type { Tables } from "../database/tables.ts";
import type { Moment } from "./rows-at.ts";

/** Null: known to be none. Undefined: nothing is known of it. */
export interface Facts {
  readonly remoteIp?: string | undefined;
  readonly region?: string | null | undefined;
  readonly authProviderId?: string | null | undefined;
  readonly isVerified?: boolean | undefined;
  readonly clientVersion?: string | null | undefined;
  readonly osName?: string | null | undefined;
  readonly osVersion?: string | null | undefined;
}

export const AssumedFacts = z
  .strictObject({
    remote_ip: z
      .string()
      .refine((ip) => !ip.includes("/") && parseAddressBlock(ip) !== undefined, "is no address")
      .optional(),
    country: z
      .string()
      .refine((code) => COUNTRIES.has(code), "is no country")
      .nullable()
      .optional(),
    auth_provider_id: z.uuid("is no identifier").nullable().optional(),
    client_verified: z.boolean().optional(),
    client_version: z.string().optional(),
    os_name: z.string().optional(),
    os_version: z.string().optional(),
  })
  .transform(
    (assumed): Facts => ({
      remoteIp: assumed.remote_ip,
      region: assumed.country,
      authProviderId: assumed.auth_provider_id,
      isVerified: assumed.client_verified,
      clientVersion: assumed.client_version,
      osName: assumed.os_name,
      osVersion: assumed.os_version,
    }),
  );

const SessionSchema = z.looseObject({
  auth_provider_id: z.string().nullish(),
  ip: z.string().nullish(),
  ip_region: z.string().nullish(),
  user_agent: z.string().nullish(),
});

export type SeenFacts = Facts & { readonly connectedAt: string };

/** As of the last connection up to the moment; undefined where none is known. */
export async function sessionFacts(
  trx: Transaction<Tables>,
  accountId: string,
  clientId: string,
  moment: Moment,
): Promise<SeenFacts | undefined> {
  return (await sessionFactsOf(trx, accountId, [clientId], moment)).get(clientId);
}

/** The same of several clients; those of which no connection is known are left out. */
export async function sessionFactsOf(
  trx: Transaction<Tables>,
  accountId: string,
  clientIds: readonly string[],
  moment: Moment,
): Promise<ReadonlyMap<string, SeenFacts>> {
  const until = moment === "now" ? null : new Date(moment).toISOString();
  const { rows } = await sql<{ id: string; subject: unknown; timestamp: string }>`
    select c.id, s.subject, s.timestamp from unnest(${clientIds}::text[]) as c (id)
    cross join lateral (
      select subject, timestamp from session_logs
      where account_id = ${accountId} and context = 'client' and subject ->> 'device_id' = c.id
        and (${until}::timestamptz is null or timestamp <= ${until}::timestamptz)
      order by timestamp desc limit 1) s`.execute(trx);
  return new Map(rows.map(({ id, subject, timestamp }) => [id, seenFacts(subject, timestamp)]));
}

function seenFacts(subject: unknown, connectedAt: string): SeenFacts {
  const session = SessionSchema.parse(subject);
  const agent = parseUserAgent(session.user_agent ?? "");
  return {
    connectedAt,
    remoteIp: session.ip ?? undefined,
    region: session.ip_region ?? null,
    authProviderId: session.auth_provider_id ?? null,
    clientVersion: agent.version,
    osName: session.user_agent ? agent.osName : null,
    osVersion: agent.osVersion,
  };
}

/** What is assumed goes before what was seen. */
export function withAssumed(seen: Facts, assumed: Facts): Facts {
  return { ...seen, ...Object.fromEntries(Object.entries(assumed).filter(([, value]) => value !== undefined)) };
}

const FACT_OF = {
  remote_ip: "remoteIp",
  remote_ip_location_region: "region",
  auth_provider_id: "authProviderId",
  client_verified: "isVerified",
  client_version: "clientVersion",
  os_version: "osName",
} as const satisfies Partial<Record<TreeProperty, keyof Facts>>;

/** Properties of which nothing is known. */
export function unknownProperties(facts: Facts): string[] {
  return Object.entries(FACT_OF).flatMap(([property, fact]) => (facts[fact] === undefined ? [property] : []));
}

export function subjectOfFacts(facts: Facts, groups: Subject["groups"]): Subject {
  return {
    groups,
    remoteIp: facts.remoteIp ?? "0.0.0.0",
    region: facts.region ?? null,
    authProviderId: facts.authProviderId ?? null,
    isVerified: facts.isVerified ?? false,
    clientVersion: facts.clientVersion ?? null,
    osName: facts.osName ?? null,
    osVersion: facts.osVersion ?? null,
    unknown: new Set(unknownProperties(facts)),
  };
}
