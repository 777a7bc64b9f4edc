// Sign-ins that wait for a client which has no browser beside it to come and ask.

import type { Context } from "../context.ts";
import type { Trx } from "../http/api.ts";
import type { Ticket } from "./finish.ts";
import type { Opened } from "./seal.ts";

const WAIT_MS = 120_000;

/** The first one for a challenge stands. */
export async function keepHandOver(trx: Trx, ticket: Ticket, challenge: string, now: number): Promise<void> {
  await trx
    .insertInto("client_hand_overs")
    .values({
      challenge,
      account_id: ticket.accountId,
      actor_id: ticket.actorId,
      auth_provider_id: ticket.providerId,
      expires_at: new Date(now + WAIT_MS).toISOString(),
    })
    .onConflict((conflict) => conflict.column("challenge").doNothing())
    .execute();
}

/** What was kept for the client that has the secret behind the challenge, once. */
export async function takeHandOver({ db, now }: Context, challenge: string): Promise<Opened<Ticket> | undefined> {
  const row = await db
    .deleteFrom("client_hand_overs")
    .where("challenge", "=", challenge)
    .where("expires_at", ">", new Date(now()).toISOString())
    .returning(["account_id", "actor_id", "auth_provider_id"])
    .executeTakeFirst();
  if (!row) return undefined;
  const value: Ticket = {
    accountId: row.account_id,
    actorId: row.actor_id,
    providerId: row.auth_provider_id,
    identifier: "",
    intent: { as: "headless-client", state: "", challenge, redirectUri: null },
  };
  return { value, id: crypto.randomUUID(), expiresAt: now() + WAIT_MS };
}
