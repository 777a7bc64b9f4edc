import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const diff = async (changes: unknown) => {
  const { status, body } = await running.api("POST", "/access/diff", { changes });
  return { status, ...body.data };
};

/** Makes a change for real, as the diff only supposes it. */
async function make({ object, operation, id, attributes = {} }: Change): Promise<number> {
  if (object === "membership") {
    const { group_id, ...entry } = attributes;
    const memberships = operation === "delete" ? { remove: [entry.actor_id] } : { add: [entry] };
    return (await running.api("PATCH", `/groups/${group_id}/memberships`, { memberships })).status;
  }
  const path = `/${object === "policy" ? "policies" : `${object}s`}`;
  if (operation === "create") return (await running.api("POST", path, { [object]: attributes })).status;
  const method = operation === "update" ? "PATCH" : "DELETE";
  return (await running.api(method, `${path}/${id}`, operation === "update" ? { [object]: attributes } : undefined))
    .status;
}

interface Change {
  readonly object: "actor" | "group" | "membership" | "resource" | "policy";
  readonly operation: "create" | "update" | "delete";
  readonly id?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

test("what is foretold is what happens", async () => {
  const { db } = running.portal.context;
  const names = ["A", "B", "C"];
  const made = async (kind: string, body: (name: string) => object) =>
    Promise.all(names.map(async (name) => String((await world.created(kind, body(`${kind}${name}`))).id)));
  const resources = await made("/resources", (name) => ({
    resource: { name, type: "cidr", address: "10.0.0.0/8", site_id: world.site.id },
  }));
  const actors = await made("/actors", (name) => ({ actor: { name, type: "service_account" } }));
  const { id: person } = await world.created("/actors", {
    actor: { name: "D", type: "account_user", email: "d@acme.example" },
  });
  const verified = [{ property: "client_verified", operator: "is", values: ["true"] }];

  /** Pair → on which terms. */
  async function state(): Promise<Map<string, string>> {
    const pairs = new Map<string, string>();
    for (const resource of (await db.selectFrom("resources").select("id").execute()).map(({ id }) => id)) {
      const { body } = await running.api("GET", `/access/who-can-reach?resource_id=${resource}&limit=100`);
      for (const { id, policies } of body.data) {
        const terms = policies.map(
          (way: { conditions: unknown; condition_tree?: unknown; expires_at: string | null }) =>
            JSON.stringify([way.conditions, way.condition_tree, way.expires_at && Date.parse(way.expires_at)]),
        );
        pairs.set(`${id} ${resource}`, [...new Set(terms)].sort().join());
      }
    }
    return pairs;
  }

  async function changesFor(pick: (options: readonly string[]) => string): Promise<Change> {
    const groups = (await db.selectFrom("groups").select("id").where("type", "=", "static").execute()).map(
      ({ id }) => id,
    );
    const policies = (await db.selectFrom("policies").select("id").execute()).map(({ id }) => id);
    const group_id = pick(groups);
    const resource_id = pick(resources);
    const actor_id = pick([...actors, person]);
    const membership = { group_id, actor_id };
    const end = { expires_at: "2041-01-01T00:00:00Z" };
    const id = pick(policies);
    const options: Readonly<Record<string, Change>> = {
      group: { object: "group", operation: "delete", id: group_id },
      join: { object: "membership", operation: "create", attributes: membership },
      joinFor: { object: "membership", operation: "create", attributes: { ...membership, ...end } },
      leave: { object: "membership", operation: "delete", attributes: membership },
      allow: { object: "policy", operation: "create", attributes: { group_id, resource_id } },
      allowAll: {
        object: "policy",
        operation: "create",
        attributes: { group_id: running.account.everyoneGroupId, resource_id },
      },
      restrict: { object: "policy", operation: "update", id, attributes: { conditions: verified } },
      end: { object: "policy", operation: "update", id, attributes: end },
      move: { object: "policy", operation: "update", id, attributes: { group_id, resource_id } },
      disable: { object: "policy", operation: "update", id, attributes: { is_disabled: true } },
      forbid: { object: "policy", operation: "delete", id },
      suspend: { object: "actor", operation: "update", id: actor_id, attributes: { is_disabled: true } },
      readmit: { object: "actor", operation: "update", id: actor_id, attributes: { is_disabled: false } },
    };
    // Where all policies are gone there is none to change.
    const possible = Object.keys(options).filter((name) => !("id" in options[name] && options[name].id === undefined));
    return options[pick(possible)];
  }

  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(1_000)), fc.integer({ min: 1, max: 3 }), async (numbers, count) => {
      const pick = (options: readonly string[]) => options[(numbers.next().value ?? 0) % options.length];
      for (const name of names) await running.api("POST", "/groups", { group: { name } });
      const changes: Change[] = [];
      for (let i = 0; i < count; i++) changes.push(await changesFor(pick));
      const before = await state();
      const foretold = await diff(changes);
      const answers = [];
      for (const change of changes) answers.push(await make(change));
      if (foretold.status !== 200) {
        expect(answers).toContain(foretold.status);
        return;
      }
      const after = await state();
      const happened = [...new Set([...before.keys(), ...after.keys()])].flatMap((pair) => {
        if (before.get(pair) === after.get(pair)) return [];
        return [`${pair} ${!after.has(pair) ? "lost" : before.has(pair) ? "changed" : "gained"}`];
      });
      const told = foretold.pairs.map(
        ({ actor, resource, effect }: { actor: { id: string }; resource: { id: string }; effect: string }) =>
          `${actor.id} ${resource.id} ${effect}`,
      );
      expect(told.sort()).toEqual(happened.sort());
    }),
    { numRuns: 60 },
  );
});
