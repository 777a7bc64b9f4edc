import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";
import { expectAgreement } from "./verdict-agreement.ts";

const WORLDS = 10;
const WORLDS_TIMEOUT_MS = 120_000;

let server: PostgresServer;
let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  server = await startPostgres();
  running = await runPortal({ database: { url: await server.createDatabase(), poolSize: 10 } });
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const resource = () => world.resource.id;
const explain = (question: object) =>
  running.api("POST", "/access/explain", { actor_id: world.actor.id, resource_id: resource(), ...question });

test("what is supposed and what is changed for real meanwhile do not get in each other's way", async () => {
  const path = `/policies/${world.policy.id}`;
  const changes = [{ object: "policy", operation: "update", id: world.policy.id, attributes: { is_disabled: true } }];
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      i % 3 === 0
        ? running.api("PATCH", path, { policy: { description: `round ${i}` } })
        : running.api("POST", "/access/diff", { changes }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const lost = answers.flatMap(({ body }) => (body.data.lost === undefined ? [] : [body.data.lost]));
  expect(lost).toEqual(Array.from({ length: 8 }, () => 1));
  expect((await running.api("GET", path)).body.data.is_disabled).toBe(false);
});

test("the past is rebuilt, and lists tell the present", async () => {
  const at = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await running.api("DELETE", `/policies/${world.policy.id}`);
  expect((await explain({})).body.data.allowed).toBe(false);
  expect((await explain({ at })).body.data).toMatchObject({ allowed: true, policy_id: world.policy.id });
  const { body } = await running.api("GET", `/access/who-can-reach?resource_id=${resource()}`);
  expect(body.data).toEqual([]);
});

test("of administrators who decide at once one wins", async () => {
  await running.api("PATCH", `/resources/${resource()}`, { resource: { is_requestable: true } });
  const asked = await running.api("POST", "/access/requests", {
    access_request: { resource_id: resource(), duration_secs: 3_600, actor_id: world.actor.id },
  });
  const path = `/access/requests/${asked.body.data.id}`;
  const outcomes = ["approve", "refuse", "approve", "approve", "refuse"];
  const answers = await Promise.all(
    outcomes.map((outcome) => running.api("POST", `${path}/${outcome}`, { access_request: {} })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  const isApproved = (await running.api("GET", path)).body.data.status === "approved";
  expect((await explain({})).body.data.allowed).toBe(isApproved);
});

test(
  "what the database judges is what policies say",
  () => expectAgreement(running, world.site.id, WORLDS),
  WORLDS_TIMEOUT_MS,
);
