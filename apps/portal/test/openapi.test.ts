import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DescribedAnswers, type Description, type Operation, readDescription } from "./described-answers.ts";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let running: RunningPortal;
let document: Description;
let operations: (readonly [string, Operation])[];

beforeAll(async () => {
  running = await runPortal();
  document = await readDescription(running.url);
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => [`${verb} ${path}`, operation] as const),
  );
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

describe("the description of the API", () => {
  test("is a valid OpenAPI 3.1 document", async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(await new Validator().validate({ ...structuredClone(document) })).toMatchObject({ valid: true });
  });

  test("names each operation once, who may call it and how it refuses", () => {
    expect(new Set(operations.map(([, { operationId }]) => operationId)).size).toBe(operations.length);
    for (const [name, { description, "x-roles": roles, responses }] of operations) {
      expect(roles.length, name).toBeGreaterThan(0);
      expect(description, name).toMatch(/^For /);
      expect(Object.keys(responses), name).toEqual(expect.arrayContaining(["401", "403", "429"]));
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) >= 400) expect(Object.keys(content), name).toEqual(["application/problem+json"]);
      }
    }
  });

  test("has an example for every body and answer, which its schema accepts", () => {
    const described = new DescribedAnswers(document);
    for (const [name, { requestBody, responses }] of operations) {
      for (const holder of [requestBody, ...Object.values(responses)]) {
        for (const { schema, example } of Object.values(holder?.content ?? {})) {
          expect(described.misfit(schema, example), `${name} ${JSON.stringify(example)}`).toBeUndefined();
        }
      }
    }
  });

  test("is shown by a page that loads nothing from elsewhere", async () => {
    const page = await fetch(`${running.url}/swaggerui`);
    const policy = page.headers.get("content-security-policy");
    expect(page.status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/);
    const loaded = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    expect(loaded.length).toBeGreaterThan(3);
    for (const url of loaded) {
      expect(url).toMatch(/^(\.?\/|\/)/);
      expect((await fetch(new URL(url, `${running.url}/swaggerui/`))).status, url).toBe(200);
    }
    const initializer = await (await fetch(`${running.url}/swaggerui/static/swagger-initializer.js`)).text();
    expect(initializer).toMatch(/"validatorUrl":\s*null/);
  });
});
