// Of the present the database judges pairs, of the past they are weighed one by one: both have to say the same.

import fc from "fast-check";
import { sql } from "kysely";
import { expect } from "vitest";
import { currentPairs } from "../src/access/current-pairs.ts";
import { type Range, VERDICTS, weigh } from "../src/access/verdicts.ts";
import type { Trx } from "../src/http/api.ts";
import type { RunningPortal } from "./running-portal.ts";

const NOW = Date.parse("2026-11-24T12:00:00.500Z");
const ENDS = [
  null,
  "2026-11-24T11:59:59Z",
  "2026-11-24T12:00:00.500Z",
  "2026-11-24T12:00:00.500900Z",
  "2041-01-01T00:00:00Z",
];
const COUNTRY = { property: "remote_ip_location_region", operator: "is_in", values: ["PT"] };
const VERIFIED = { property: "client_verified", operator: "is", values: ["true"] };
const NEVER = { property: "current_utc_datetime", operator: "is_in_day_of_week_time_ranges", values: [] };
const TUESDAYS = { ...NEVER, values: ["T/true/UTC"] };
const NONSENSE = { property: "moon", operator: "is_in", values: ["full"] };
const CONDITIONS = [[], [], [COUNTRY], [VERIFIED], [COUNTRY, VERIFIED], [NEVER], [TUESDAYS], [NONSENSE]];
const TREES = [null, null, { any: [COUNTRY, VERIFIED] }, { not: COUNTRY }, { any: [NONSENSE, TUESDAYS] }];
const TYPES = ["account_user", "account_admin_user", "service_account", "api_client"] as const;
const REGIONS = ["PT", "DE", null, undefined];

const End = fc.constantFrom(...ENDS);
const MostlyNot = fc.integer({ min: 0, max: 5 }).map((roll) => roll === 0);
/** Numbers stand for the actor, group or resource that is meant; group 0 is Everyone. */
const World = fc.record({
  actors: fc.array(
    fc.record({ type: fc.constantFrom(...TYPES), is_disabled: MostlyNot, name: fc.constantFrom("Åsa", "bo", "Cleo") }),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  memberships: fc.uniqueArray(fc.record({ actor: fc.nat(4), group: fc.nat(2), end: End }), {
    selector: ({ actor, group }) => `${actor} ${group}`,
    maxLength: 10,
  }),
  resources: fc.array(fc.record({ isServed: MostlyNot.map((not) => !not) }), { minLength: 1, maxLength: 3 }),
  policies: fc.uniqueArray(
    fc.record({
      group: fc.nat(3),
      resource: fc.nat(2),
      end: End,
      is_disabled: MostlyNot,
      conditions: fc.constantFrom(...CONDITIONS),
      tree: fc.constantFrom(...TREES),
    }),
    { selector: ({ group, resource }) => `${group} ${resource}`, minLength: 1, maxLength: 8 },
  ),
  clients: fc.array(fc.record({ actor: fc.nat(4), isVerified: fc.boolean(), region: fc.constantFrom(...REGIONS) }), {
    maxLength: 6,
  }),
});
type World = ReturnType<(typeof World)["generate"]>["value"];

/** Fills an account with random worlds, one after the other, and takes each back. */
export async function expectAgreement(running: RunningPortal, siteId: string, numRuns: number): Promise<void> {
  const { db } = running.portal.context;
  const accountId = running.account.accountId;
  const takenBack = new Error("the world is taken back");
  await fc.assert(
    fc.asyncProperty(World, async (world) => {
      const within = db.transaction().execute(async (trx) => {
        const ranges = await build(trx, running, siteId, world);
        for (const range of ranges) await compare(trx, accountId, range);
        throw takenBack;
      });
      await within.catch((error) => expect(error).toBe(takenBack));
    }),
    { numRuns },
  );
}

async function compare(trx: Trx, accountId: string, range: Range): Promise<void> {
  const weighed = (await weigh(trx, accountId, range, { moment: "now", now: NOW }))?.weighed ?? [];
  const idOf = ({ asker, resource }: (typeof weighed)[number]) =>
    "of" in range ? (asker.client ?? asker.actor)?.id : resource.id;
  for (const verdict of [undefined, ...VERDICTS]) {
    const wanted = { verdict, search: undefined, start: 0, limit: 1_000 };
    const { ids, count } = await currentPairs(trx, accountId, range, wanted, NOW);
    const expected = weighed.filter((pair) => verdict === undefined || pair.verdict === verdict).map(idOf);
    expect([...ids].sort(), JSON.stringify({ range, verdict })).toEqual(expected.sort());
    expect(count).toBe(expected.length);
    if (count < 2) continue;
    const page = await currentPairs(trx, accountId, range, { ...wanted, start: 1, limit: 2 }, NOW);
    expect(page).toEqual({ ids: ids.slice(1, 3), count });
  }
}

/** @returns a range of each kind, and more where they differ */
async function build(trx: Trx, running: RunningPortal, site_id: string, world: World): Promise<Range[]> {
  const account_id = running.account.accountId;
  const made = <T>(list: readonly T[]) => list.map((one) => ({ ...one, id: crypto.randomUUID() }));
  const actors = made(world.actors);
  const resources = made(world.resources);
  const groups = made([{}, {}, {}]);
  const groupIds = [running.account.everyoneGroupId, ...groups.map(({ id }) => id)];
  const policies = made(world.policies.filter(({ resource }) => resource < resources.length));
  const clients = made(world.clients.filter(({ actor }) => actor < actors.length));
  for (const { id, type, is_disabled, name } of actors) {
    const email = type === "account_user" || type === "account_admin_user" ? `${id}@acme.example` : null;
    await trx.insertInto("actors").values({ account_id, id, type, name, email, is_disabled }).execute();
  }
  for (const { id } of groups)
    await trx.insertInto("groups").values({ account_id, id, type: "static", name: id }).execute();
  for (const { id, isServed } of resources) {
    const kind = isServed
      ? ({ type: "cidr", address: "10.0.0.0/8", site_id } as const)
      : ({ type: "static_device_pool" } as const);
    await trx
      .insertInto("resources")
      .values({ account_id, id, name: `Net ${id}`, ...kind })
      .execute();
  }
  for (const { actor, group, end } of world.memberships.filter(({ actor: one }) => one < actors.length)) {
    const membership = { actor_id: actors[actor].id, group_id: groupIds[group + 1], expires_at: end };
    await trx
      .insertInto("memberships")
      .values({ account_id, id: crypto.randomUUID(), ...membership })
      .execute();
  }
  for (const { id, group, resource, end, is_disabled, conditions, tree } of policies) {
    const condition_tree = tree === null ? null : JSON.stringify(tree);
    const between = { group_id: groupIds[group], resource_id: resources[resource].id };
    const terms = { is_disabled, expires_at: end, conditions: JSON.stringify(conditions), condition_tree };
    await trx
      .insertInto("policies")
      .values({ account_id, id, ...between, ...terms })
      .execute();
  }
  for (const [i, { id, actor, isVerified, region }] of clients.entries()) {
    await sql`insert into devices (account_id, id, type, name, psk_base, ipv4, ipv6, actor_id, verified_at)
      values (${account_id}, ${id}, 'client', 'Laptop', '\\x00', '100.100.0.0'::inet + ${i}::int,
        'fd00:2021:1111::77:0'::inet + ${i}::int, ${actors[actor].id}, ${isVerified ? "2026-01-01T00:00:00Z" : null})`.execute(
      trx,
    );
    if (region === undefined) continue;
    const subject = JSON.stringify({ device_id: id, ip: "192.0.2.1", ip_region: region });
    await sql`insert into session_logs (account_id, log_id, context, subject)
      values (${account_id}, decode(${`5${id.replaceAll("-", "").slice(0, 23)}`}, 'hex'), 'client', ${subject}::jsonb)`.execute(
      trx,
    );
  }
  return [
    ...actors.slice(0, 3).map(({ id }) => ({ actorId: id })),
    ...clients.slice(0, 2).map(({ id }) => ({ clientId: id })),
    ...groupIds.slice(0, 2).map((groupId) => ({ groupId })),
    ...resources.slice(0, 2).flatMap(({ id: resourceId }) => bothOf({ resourceId })),
    ...policies.slice(0, 2).flatMap(({ id: policyId }) => bothOf({ policyId })),
  ];
}

function bothOf<T>(target: T) {
  return [
    { ...target, of: "actors" as const },
    { ...target, of: "clients" as const },
  ];
}
