// Passwords of people, for providers of type userpass. They are written here and never read.

import { z } from "zod";
import { hashSecret } from "../auth/secret-hash.ts";
import type { Api, Call } from "../http/api.ts";
import { badRequest } from "../http/problem.ts";
import { unwrap, validate } from "../http/validation.ts";
import { PASSWORD_LENGTH } from "./password.ts";
import { requireActor } from "./routes.ts";

export const PasswordValue = z
  .string({ error: ({ input }) => (input == null ? "must not be empty" : "is invalid") })
  .min(PASSWORD_LENGTH.min, `must be at least ${PASSWORD_LENGTH.min} characters`)
  .max(PASSWORD_LENGTH.max, `must be at most ${PASSWORD_LENGTH.max} characters`);
const PasswordFields = z.object({ value: PasswordValue });
const PasswordBody = z.object({ password: PasswordFields });
const IdView = z.object({ id: z.uuid() });
const tag = "Actors";
const path = "/actors/:actor_id/password";

export function passwordRoutes(api: Api): void {
  const set = "Set a person's password; what came from the old one ends";
  api.put(path, { tag, summary: set, body: PasswordBody, data: IdView }, async (call) => {
    const sent = unwrap(call.body, "password");
    const id = await requirePerson(call);
    const { value } = validate(PasswordFields, sent);
    return writePassword(call, id, await hashSecret(value));
  });
  const remove = "Remove a person's password; what came from it ends";
  api.delete(path, { tag, summary: remove, data: IdView }, async (call) =>
    writePassword(call, await requirePerson(call), null),
  );
}

async function requirePerson(call: Call): Promise<string> {
  const { id, email } = await requireActor(call.db, call.accountId, call.param("actor_id"));
  if (email === null) throw badRequest("Only people have passwords.");
  return id;
}

/** @param keptSession a session that goes on, unlike others that came from the old password */
export async function writePassword(call: Call, id: string, password_hash: string | null, keptSession?: string) {
  await call.write(async (trx) => {
    await trx
      .updateTable("actors")
      .set({ password_hash, updated_at: new Date(call.context.now()).toISOString() })
      .where("account_id", "=", call.accountId)
      .where("id", "=", id)
      .execute();
    for (const table of ["client_tokens", "portal_sessions"] as const) {
      await trx
        .deleteFrom(table)
        .where("account_id", "=", call.accountId)
        .where("actor_id", "=", id)
        .where("auth_provider_id", "in", (eb) =>
          eb
            .selectFrom("auth_providers")
            .select("id")
            .where("account_id", "=", call.accountId)
            .where("type", "=", "userpass"),
        )
        .$if(keptSession !== undefined, (q) => q.where("id", "<>", keptSession ?? ""))
        .execute();
    }
  });
  return { data: { id } };
}
