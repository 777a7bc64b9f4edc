import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { readDescription } from "./described-answers.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const LINES = 5_000;
const PASTED = Array.from({ length: LINES }, (_, n) => `line ${n}`).join("\n");

let running: RunningPortal;
/** The paths of the description that can be called, by the ids of what is there. */
let paths: Record<string, string>;

beforeAll(async () => {
  running = await runPortal();
  const { site, group, actor, resource, policy, created } = await populate(running);
  const apiClient = await created("/api_clients", { api_client: { name: "Report" } });
  const [provider] = (await running.api("GET", "/auth_providers")).body.data;
  paths = {
    "/sites": "/sites",
    "/sites/{id}": `/sites/${site.id}`,
    "/sites/{site_id}/gateways": `/sites/${site.id}/gateways`,
    "/actors": "/actors",
    "/actors/{id}": `/actors/${actor.id}`,
    "/actors/{actor_id}/client_tokens": `/actors/${actor.id}/client_tokens`,
    "/api_clients": "/api_clients",
    "/api_clients/{id}": `/api_clients/${apiClient.id}`,
    "/api_clients/{api_client_id}/tokens": `/api_clients/${apiClient.id}/tokens`,
    "/groups": "/groups",
    "/groups/{id}": `/groups/${group.id}`,
    "/resources": "/resources",
    "/resources/{id}": `/resources/${resource.id}`,
    "/policies": "/policies",
    "/policies/{id}": `/policies/${policy.id}`,
    "/auth_providers": "/auth_providers",
    "/auth_providers/{id}": `/auth_providers/${provider.id}`,
    "/account/settings": "/account/settings",
    "/account/deletion": "/account/deletion",
    "/access/requests": "/access/requests",
  };
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const Schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});

function membersOf(schema: unknown): [string, unknown][] {
  const { properties = {}, anyOf = [] } = Schema.parse(schema ?? {});
  return [...Object.entries(properties), ...anyOf.flatMap(membersOf)];
}

function typesOf(schema: unknown): string[] {
  const { type = [], anyOf = [] } = Schema.parse(schema);
  return [type, ...anyOf.map(typesOf)].flat();
}

/** Switches are also taken as text; they are none. */
function isText(schema: unknown): boolean {
  const types = typesOf(schema);
  return types.includes("string") && !types.includes("boolean");
}

/** Members that belong to other kinds of the same thing, and ids, of which one that names nothing is a 404. */
const LEFT_OUT = [
  "post /policies resource_id",
  "patch /policies/{id} resource_id",
  "post /auth_providers email_claim",
  "post /auth_providers okta_domain",
  "patch /auth_providers/{id} email_claim",
  "patch /auth_providers/{id} okta_domain",
  "patch /auth_providers/{id} email_verification_method",
];

test("a text of 5,000 lines is refused at whatever member it is sent as", async () => {
  const described = await readDescription(running.url);
  const { created } = await populate(running, " two");
  const google = await created("/auth_providers", {
    auth_provider: { type: "google", name: "Google", client_id: "console", client_secret: "secret" },
  });
  const tried: string[] = [];
  const misfits: string[] = [];
  for (const [path, called] of Object.entries(paths)) {
    for (const verb of ["post", "patch"]) {
      const body = described.paths[path]?.[verb]?.requestBody?.content["application/json"]?.schema;
      for (const [wrapper, attributes] of membersOf(body)) {
        const names = new Set(membersOf(attributes).flatMap(([name, schema]) => (isText(schema) ? [name] : [])));
        for (const name of names) {
          const label = `${verb} ${path} ${name}`;
          if (LEFT_OUT.includes(label)) continue;
          const target = path === "/auth_providers/{id}" ? `/auth_providers/${google.id}` : called;
          const more = path === "/auth_providers" ? { type: name === "type" ? PASTED : "oidc" } : {};
          const sent = { [wrapper]: { ...more, [name]: PASTED } };
          const { status, body: answer } = await running.api(verb.toUpperCase(), target, sent);
          tried.push(label);
          const named = Object.keys(answer.validation_errors ?? {});
          if (status !== 422 || !named.includes(name)) misfits.push(`${label}: ${status}, named ${named}`);
        }
      }
    }
  }
  expect(misfits).toEqual([]);
  expect(tried.length).toBeGreaterThan(40);
});
