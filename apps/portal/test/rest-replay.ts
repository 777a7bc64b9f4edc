import { readFileSync } from "node:fs";
import { STATUS_CODES, request as send } from "node:http";
import { DescribedAnswers, readDescription } from "./described-answers.ts";
import { FakeDevice } from "./fake-device.ts";
import {
  fill,
  fillPath,
  isWanted,
  locate,
  mismatch,
  ScenarioSchema,
  type Step,
  type Variables,
} from "./rest-scenario.ts";
import type { RunningPortal } from "./running-portal.ts";

const scenario = ScenarioSchema.parse(
  JSON.parse(readFileSync(new URL("../vectors/rest-examples.json", import.meta.url), "utf8")),
);
const PAUSE_FOR_BUDGET_MS = 1_000;

/** Plays all steps that apply; gives what went wrong and which steps did not apply. */
export async function replayScenario(
  running: RunningPortal,
  { internetResource, isBudgetEnlarged }: { readonly internetResource: boolean; readonly isBudgetEnlarged: boolean },
): Promise<{ failures: string[]; skipped: Step[] }> {
  const variables = await prepare(running, internetResource);
  if (isBudgetEnlarged) variables.set("rate.raised", true);
  const described = new DescribedAnswers(await readDescription(running.url));
  const failures: string[] = [];
  const skipped: Step[] = [];
  for (const step of scenario.steps) {
    if (!isWanted(step, variables)) {
      skipped.push(step);
      continue;
    }
    const reason = await play(running, step, variables, described);
    if (reason !== undefined) failures.push(`${step.n} ${step.name}: ${reason}`);
  }
  return { failures, skipped };
}

/** The account that the scenario asks for, and all that it would like to have besides. */
async function prepare(running: RunningPortal, internetResource: boolean): Promise<Variables> {
  const { db, tokens } = running.portal.context;
  const { accountId } = running.account;
  const limits = { sites_count: 6, users_count: 2, account_admin_users_count: 1, service_accounts_count: 1 };
  await db
    .updateTable("accounts")
    .set({ limits: JSON.stringify(limits), features: JSON.stringify({ internet_resource: internetResource }) })
    .where("id", "=", accountId)
    .execute();
  const [directoryId, syncedGroupId, poolId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  await db
    .insertInto("directories")
    .values({ account_id: accountId, id: directoryId, type: "okta", name: "Okta" })
    .execute();
  await db
    .insertInto("groups")
    .values({
      account_id: accountId,
      id: syncedGroupId,
      type: "static",
      name: "Synced",
      idp_id: "okta:1",
      directory_id: directoryId,
    })
    .execute();
  await db
    .insertInto("resources")
    .values({ account_id: accountId, id: poolId, type: "static_device_pool", name: "Pool" })
    .execute();
  const clientToken = tokens.mint("client", accountId, Date.now());
  await db
    .insertInto("client_tokens")
    .values({
      account_id: accountId,
      id: clientToken.id,
      secret_salt: clientToken.secret_salt,
      secret_hash: clientToken.secret_hash,
      actor_id: running.account.apiActorId,
      expires_at: "2041-01-01T00:00:00Z",
    })
    .execute();
  const device = await FakeDevice.connect(running.url, "client", clientToken.token);
  device.close();
  await device.untilClosed();
  const client = await db
    .selectFrom("devices")
    .select("id")
    .where("account_id", "=", accountId)
    .executeTakeFirstOrThrow();
  const variables: Variables = new Map<string, unknown>([
    ["run", `v${Math.random().toString(36).slice(2, 6)}`],
    ["caller.id", running.account.apiActorId],
    ["synced_group.id", syncedGroupId],
    ["pool.id", poolId],
    ["client.id", client.id],
  ]);
  if (internetResource) variables.set("feature.internet_resource", true);
  return variables;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

async function play(
  running: RunningPortal,
  step: Step,
  variables: Variables,
  described: DescribedAnswers,
): Promise<string | undefined> {
  let answer = await ask(running, step, variables);
  if (step.repeat_until_status !== undefined) {
    // All at once, or a slow machine would give the budget time to fill up again.
    const repeats = Array.from({ length: step.max_repeats ?? 1 }, () => ask(running, step, variables));
    const answers = await Promise.all(repeats);
    answer = answers.find(({ status }) => status === step.repeat_until_status) ?? answer;
  }
  while (answer.status === 429 && step.expect.status !== 429) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_FOR_BUDGET_MS));
    answer = await ask(running, step, variables);
  }
  const { method, path } = step.request;
  const body: unknown = answer.text === "" ? undefined : JSON.parse(answer.text);
  const objection = described.objection(method, fillPath(path, variables), answer.status, typeOf(answer), body);
  return judge(step, answer, variables) ?? objection;
}

/** Not by fetch, which adds an accept header of its own and hides what HEAD gets. */
function ask(running: RunningPortal, { request }: Step, variables: Variables): Promise<Answer> {
  const headers: Record<string, string> = { accept: "application/json" };
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name] = String(fill(value, variables));
  if (request.auth === undefined) headers.authorization = `Bearer ${running.account.apiToken}`;
  if (request.auth === "bad") headers.authorization = "Bearer rubbish";
  const body = request.raw ?? (request.json === undefined ? undefined : JSON.stringify(fill(request.json, variables)));
  if (body !== undefined) headers["content-type"] ??= "application/json";
  const url = `${running.url}${fillPath(request.path, variables)}`;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method: request.method, headers }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk) => {
        text += chunk;
      });
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function typeOf({ text, headers }: Answer): string {
  return text === "" ? "" : String(headers["content-type"]).split(";")[0];
}

function judge(step: Step, answer: Answer, variables: Variables): string | undefined {
  const { expect: wanted } = step;
  if (answer.status !== wanted.status) return `status ${answer.status} instead of ${wanted.status}: ${answer.text}`;
  for (const [name, matcher] of Object.entries(wanted.headers ?? {})) {
    const actual = answer.headers[name];
    const reason =
      matcher === "$absent"
        ? actual === undefined
          ? undefined
          : `${name} is there`
        : mismatch(fill(matcher, variables), actual, name);
    if (reason !== undefined) return reason;
  }
  if (wanted.body_empty) return answer.text === "" ? undefined : "the body is not empty";
  const type = typeOf(answer);
  const body: unknown = answer.text === "" ? undefined : JSON.parse(answer.text);
  for (const [name, path] of Object.entries(step.save ?? {})) variables.set(name, locate(body, path));
  if (wanted.problem) {
    const title = wanted.status === 422 ? "Unprocessable Content" : STATUS_CODES[wanted.status];
    const problem = { type: "about:blank", title, status: wanted.status, detail: "$str+" };
    if (type !== "application/problem+json") return `content type ${type}`;
    return mismatch({ ...problem, ...Object(fill(wanted.problem, variables)) }, body);
  }
  if (wanted.plain_error) {
    if (type !== "application/json") return `content type ${type}`;
    return mismatch({ error: { reason: "$str+" } }, body);
  }
  // One step leaves the envelope of its refusal open.
  if (wanted.body === undefined) return answer.status < 400 ? "the scenario says nothing of the body" : undefined;
  if (type !== "application/json") return `content type ${type}`;
  return mismatch(fill(wanted.body, variables), body);
}
