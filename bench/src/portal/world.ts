// What the benchmark's portal serves: a company with many departments.

import { randomUUID } from "node:crypto";
import { bootstrapAccount, type Context, createPortal, type PortalConfig } from "@fz/portal";
import type { DeviceKind } from "./device.ts";

const EVERYONES_RESOURCES = 20;
const DEPARTMENT_SIZE = 50;
const DEPARTMENT_RESOURCES = 2;
const GATEWAYS_OF_A_SITE = 4;
const ROWS_AT_ONCE = 500;
const EXPIRES_AT = "2041-03-04T05:06:07Z";

/** Policies of everybody's resources cost an evaluation each; the last one makes the portal look at the clock. */
const CONDITIONS = [
  [],
  [{ property: "remote_ip", operator: "is_in_cidr", values: ["127.0.0.0/8"] }],
  [
    {
      property: "current_utc_datetime",
      operator: "is_in_day_of_week_time_ranges",
      values: [..."MTWRFSU"].map((day) => `${day}/true/UTC`),
    },
  ],
];

export interface Access {
  readonly resourceId: string;
  readonly policyId: string;
}

export interface World {
  readonly apiToken: string;
  readonly tokens: Readonly<Record<DeviceKind, readonly string[]>>;
  /** What every client may reach. */
  readonly everyones: readonly Access[];
  /** What the clients of one department may reach: client n is in department n modulo their number. */
  readonly departments: readonly (readonly Access[])[];
}

export interface Size {
  readonly clients: number;
  readonly gateways: number;
}

/** Fills an empty database. */
export async function populate(config: PortalConfig, size: Size): Promise<World> {
  const { context, close } = await createPortal(config);
  try {
    const account = await bootstrapAccount(context, { name: "Bench", slug: "bench" });
    const { accountId, everyoneGroupId } = account;
    const sites = await makeSites(context, accountId, Math.max(1, Math.floor(size.gateways / GATEWAYS_OF_A_SITE)));
    const gateway = await makeGatewayTokens(context, accountId, sites, size.gateways);
    const groups = await makeGroups(context, accountId, Math.max(1, Math.floor(size.clients / DEPARTMENT_SIZE)));
    const client = await makePeople(context, accountId, groups, size.clients);
    const everyones = await makeAccess(context, accountId, sites, everyoneGroupId, EVERYONES_RESOURCES);
    const departments: Access[][] = [];
    for (const group of groups) {
      departments.push(await makeAccess(context, accountId, sites, group, DEPARTMENT_RESOURCES));
    }
    return { apiToken: account.apiToken, tokens: { client, gateway }, everyones, departments };
  } finally {
    await close();
  }
}

async function makeSites({ db }: Context, accountId: string, count: number): Promise<string[]> {
  const rows = numbers(count).map((n) => ({ account_id: accountId, id: randomUUID(), name: `Site ${n}` }));
  await db.insertInto("sites").values(rows).execute();
  return rows.map(({ id }) => id);
}

/** One token for each gateway, so that one look-up is as good as another. */
async function makeGatewayTokens(context: Context, accountId: string, sites: readonly string[], count: number) {
  const minted = numbers(count).map((n) => ({
    site_id: sites[n % sites.length],
    ...context.tokens.mint("gateway", accountId, context.now()),
  }));
  const rows = minted.map(({ token: _, ...row }) => ({ ...row, account_id: accountId }));
  for (const some of chunks(rows)) await context.db.insertInto("gateway_tokens").values(some).execute();
  return minted.map(({ token }) => token);
}

async function makeGroups({ db }: Context, accountId: string, count: number): Promise<string[]> {
  const rows = numbers(count).map((n) => ({
    account_id: accountId,
    id: randomUUID(),
    type: "static" as const,
    name: `Department ${n}`,
  }));
  for (const some of chunks(rows)) await db.insertInto("groups").values(some).execute();
  return rows.map(({ id }) => id);
}

/** One person with one device for each client, each in one department and, as all people, in Everyone. */
async function makePeople(context: Context, accountId: string, groups: readonly string[], count: number) {
  const { db } = context;
  const tokens: string[] = [];
  for (const some of chunks(numbers(count))) {
    const people = some.map((n) => ({
      actor: { account_id: accountId, id: randomUUID(), type: "account_user" as const, name: `Person ${n}` },
      email: `person${n}@bench.example`,
      group: groups[n % groups.length],
      minted: context.tokens.mint("client", accountId, context.now()),
    }));
    const ids = ({ actor }: (typeof people)[number]) => ({ account_id: accountId, actor_id: actor.id });
    const actors = people.map(({ actor, email }) => ({ ...actor, email }));
    const memberships = people.map((person) => ({ ...ids(person), id: randomUUID(), group_id: person.group }));
    const rows = people.map((person) => {
      const { token: _, ...secret } = person.minted;
      return { ...ids(person), ...secret, expires_at: EXPIRES_AT };
    });
    await db.insertInto("actors").values(actors).execute();
    await db.insertInto("memberships").values(memberships).execute();
    await db.insertInto("client_tokens").values(rows).execute();
    tokens.push(...people.map(({ minted }) => minted.token));
  }
  return tokens;
}

async function makeAccess(
  { db }: Context,
  accountId: string,
  sites: readonly string[],
  groupId: string,
  count: number,
): Promise<Access[]> {
  const made = numbers(count).map((n) => ({
    resource: {
      account_id: accountId,
      id: randomUUID(),
      site_id: sites[Math.floor(Math.random() * sites.length)],
      type: "dns" as const,
      name: `Service ${n} of ${groupId}`,
      ip_stack: "dual" as const,
      address: `service-${n}.${groupId}.bench.example`,
      filters: JSON.stringify([
        { protocol: "tcp", ports: ["443", "8000 - 8100"] },
        { protocol: "icmp", ports: [] },
      ]),
    },
    policyId: randomUUID(),
    conditions: JSON.stringify(CONDITIONS[n % CONDITIONS.length]),
  }));
  const policies = made.map(({ resource, policyId, conditions }) => ({
    account_id: accountId,
    id: policyId,
    group_id: groupId,
    resource_id: resource.id,
    conditions,
  }));
  await db
    .insertInto("resources")
    .values(made.map(({ resource }) => resource))
    .execute();
  await db.insertInto("policies").values(policies).execute();
  return made.map(({ resource, policyId }) => ({ resourceId: resource.id, policyId }));
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function* chunks<T>(rows: readonly T[]): Iterable<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) yield rows.slice(from, from + ROWS_AT_ONCE);
}
