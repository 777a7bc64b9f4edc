// A mail that tells a person where to sign in.

import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { badRequest, Problem } from "../http/problem.ts";
import { TokenBuckets } from "../http/token-bucket.ts";
import { requireActor } from "./routes.ts";

const SENT_AT_ONCE = 3;
const WINDOW_SECONDS = 180;
const BUCKET = { capacity: SENT_AT_ONCE, refillPerSecond: SENT_AT_ONCE / WINDOW_SECONDS };

const SentView = z.object({ id: z.uuid(), email: z.string() });

export function welcomeMailRoutes(api: Api): void {
  const buckets = new TokenBuckets();
  const spec = { tag: "Actors", summary: "Mail a person where to sign in", data: SentView, status: 200 as const };
  api.post("/actors/:actor_id/welcome_mail", spec, (call) => sendWelcome(call, buckets));
}

async function sendWelcome(call: Call, buckets: TokenBuckets) {
  const { context, accountId } = call;
  const { id, name, email } = await requireActor(call.db, accountId, call.param("actor_id"));
  if (email === null) throw badRequest("Only people have an e-mail address.");
  if (!buckets.take(`${accountId}/${id}`, 1, BUCKET, context.now())) {
    const headers = { "retry-after": String(WINDOW_SECONDS / SENT_AT_ONCE) };
    throw new Problem(429, "This person was mailed several times just now.", { headers });
  }
  const account = await call.db
    .selectFrom("accounts")
    .select(["name", "slug"])
    .where("id", "=", accountId)
    .executeTakeFirstOrThrow();
  const base = context.config.webExternalUrl ?? context.config.restApiUrl;
  const where =
    base === undefined
      ? `the account name ${account.slug}`
      : `${base.replace(/\/+$/, "")}/${encodeURIComponent(account.slug)}`;
  await context.mail.send({
    accountId,
    to: email,
    subject: `Welcome to ${account.name}`,
    text: `Hello ${name},\n\nan administrator of ${account.name} has given you access. Sign in with this address, ${email}, at:\n\n${where}\n`,
  });
  return { data: { id, email } };
}
