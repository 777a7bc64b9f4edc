// From what an identity provider says to a person of the account. One identity for each issuer and subject.

import { sql } from "kysely";
import { LimitsSchema, requireRoom } from "../../accounts/limits.ts";
import type { Account } from "../../accounts/store.ts";
import type { Db } from "../../database/database.ts";
import type { Trx } from "../../http/api.ts";
import type { Visit } from "../../pages/web.ts";
import { actAs } from "../finish.ts";
import { findPerson, findPersonAt, findPersonByEmail, type Person } from "../people.ts";
import type { Provider } from "../providers.ts";
import { followClaim } from "./claim-groups.ts";
import type { Profile } from "./profile.ts";
import type { OidcProvider } from "./relying-party.ts";

export type Recognition =
  | { readonly kind: "person"; readonly person: Person }
  /** Somebody unknown says to have this address; a code mailed to it is to prove that. Null: a person to be created. */
  | { readonly kind: "proof"; readonly email: string; readonly actorId: string | null }
  | { readonly kind: "refused"; readonly reason: Refusal };

export type Refusal = "disabled" | "no-email" | "unverified" | "unknown";

/** Who it would be. `proof` without a person: somebody is to be created then. */
export type Foresight =
  | { readonly kind: "person"; readonly person: Person }
  | { readonly kind: "new"; readonly email: string }
  | { readonly kind: "proof"; readonly email: string; readonly person: Person | undefined }
  | { readonly kind: "refused"; readonly reason: Refusal };

interface Arrival {
  readonly account: Account;
  readonly provider: Provider;
  readonly oidc: OidcProvider;
  readonly profile: Profile;
}

/** Nothing is written where somebody is refused or has to prove something first. */
export async function recognize(visit: Visit, arrival: Arrival): Promise<Recognition> {
  return visit.context.db.transaction().execute(async (trx) => {
    await lockProvider(trx, arrival.provider);
    const foreseen = await foresee(trx, arrival);
    switch (foreseen.kind) {
      case "person":
        await keep(visit, trx, arrival, foreseen.person);
        return foreseen;
      case "new":
        return { kind: "person", person: await admit(visit, trx, arrival, undefined, foreseen.email) };
      case "proof":
        return { kind: "proof", email: foreseen.email, actorId: foreseen.person?.id ?? null };
      case "refused":
        return foreseen;
    }
  });
}

/** Reads only. */
export async function foresee(db: Db, { account, oidc, profile }: Omit<Arrival, "provider">): Promise<Foresight> {
  const known = await findIdentity(db, account.id, profile);
  if (known) {
    const person = await findPerson(db, account.id, known.actor_id);
    return person ? { kind: "person", person } : { kind: "refused", reason: "disabled" };
  }
  const { email } = profile;
  if (email === null) return { kind: "refused", reason: "no-email" };
  if (oidc.verification === "claim" && !profile.isEmailVerified) return { kind: "refused", reason: "unverified" };
  const person = await findPersonByEmail(db, account.id, email);
  if (!person) {
    if (await hasActor(db, account.id, email)) return { kind: "refused", reason: "disabled" };
    if (!mayBeCreated(oidc, email)) return { kind: "refused", reason: "unknown" };
  }
  if (oidc.verification === "proof") return { kind: "proof", email: person?.email ?? email, person };
  return person ? { kind: "person", person } : { kind: "new", email };
}

/** After the code has proved the address. Undefined where things have changed so that the person may not come in. */
export async function admitProven(
  visit: Visit,
  arrival: Arrival,
  actorId: string | null,
  email: string,
): Promise<Person | undefined> {
  const { account, oidc } = arrival;
  return visit.context.db.transaction().execute(async (trx) => {
    await lockProvider(trx, arrival.provider);
    const person =
      actorId === null
        ? await findPersonByEmail(trx, account.id, email)
        : await findPersonAt(trx, account.id, actorId, email);
    if (person) return admit(visit, trx, arrival, person, email);
    const isNew = actorId === null && mayBeCreated(oidc, email) && !(await hasActor(trx, account.id, email));
    return isNew ? admit(visit, trx, arrival, undefined, email) : undefined;
  });
}

/** Links the identity to the person, who is created where there is none. */
async function admit(
  visit: Visit,
  trx: Trx,
  arrival: Arrival,
  known: Person | undefined,
  email: string,
): Promise<Person> {
  const person = known ?? (await createPerson(visit, trx, arrival, email));
  await keep(visit, trx, arrival, person);
  return person;
}

async function createPerson(
  visit: Visit,
  trx: Trx,
  { account, provider, profile }: Arrival,
  email: string,
): Promise<Person> {
  const row = await trx.selectFrom("accounts").select("limits").where("id", "=", account.id).executeTakeFirstOrThrow();
  const seats = LimitsSchema.parse(row.limits).monthly_active_users_count ?? null;
  await requireRoom(trx, account.id, [seats === null ? "users" : "monthly_active_users"]);
  // The cut may go through a character.
  const name = profile.details.name?.slice(0, MAX_NAME).toWellFormed() ?? email;
  const created = { id: crypto.randomUUID(), name, email, type: "account_user" } as const;
  await actAs(trx, visit, provider, created);
  await trx
    .insertInto("actors")
    .values({ ...created, account_id: account.id })
    .execute();
  return { ...created, role: null, allow_email_otp_sign_in: false, password_hash: null };
}
const MAX_NAME = 255;

/**
 * The identity as the provider says it is now. Where the person has another one of this issuer, their user there was
 * made anew, and the new one takes its place.
 */
async function keep(visit: Visit, trx: Trx, { account, provider, profile }: Arrival, person: Person): Promise<void> {
  await actAs(trx, visit, provider, person);
  const current = { idp_id: profile.subject, email: profile.email, ...profile.details };
  await trx
    .insertInto("external_identities")
    .values({
      ...current,
      account_id: account.id,
      id: crypto.randomUUID(),
      actor_id: person.id,
      issuer: profile.issuer,
    })
    .onConflict((conflict) => conflict.columns(["account_id", "actor_id", "issuer"]).doUpdateSet(current))
    .execute();
  if (profile.groups !== null) await followClaim(trx, provider, person.id, profile.groups);
}

async function findIdentity(db: Db, accountId: string, { issuer, subject }: Profile) {
  return db
    .selectFrom("external_identities")
    .select("actor_id")
    .where("account_id", "=", accountId)
    .where("issuer", "=", issuer)
    .where("idp_id", "=", subject)
    .executeTakeFirst();
}

/** Sign-ins through one provider take turns here, so that two at once of somebody new make one person. */
async function lockProvider(trx: Trx, { account_id, id }: Provider): Promise<void> {
  await trx
    .selectFrom("auth_providers")
    .select("id")
    .where("account_id", "=", account_id)
    .where("id", "=", id)
    .forNoKeyUpdate()
    .execute();
}

async function hasActor(db: Db, accountId: string, email: string): Promise<boolean> {
  const row = await db
    .selectFrom("actors")
    .select("id")
    .where("account_id", "=", accountId)
    .where(sql<boolean>`lower(email) = lower(${email})`)
    .executeTakeFirst();
  return row !== undefined;
}

function mayBeCreated({ createsPeople, allowedDomains }: OidcProvider, email: string): boolean {
  return createsPeople && allowedDomains.includes(email.slice(email.lastIndexOf("@") + 1));
}
