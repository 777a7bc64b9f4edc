// What the claims of a sign-in say about a person.

import { z } from "zod";
import { normalizeEmail } from "../../actors/email.ts";
import type { OidcProvider } from "./relying-party.ts";

const MAX_TEXT = 1_000;
const MAX_SUBJECT = 255;
const MAX_GROUPS = 500;
const MAX_GROUP_NAME = 255;

/** Whether the database can hold it, as text and in JSON. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

const Text = z.string().trim().min(1).max(MAX_TEXT).refine(isStorable).nullable().catch(null);

const Details = z.object({
  name: Text,
  given_name: Text,
  family_name: Text,
  middle_name: Text,
  nickname: Text,
  preferred_username: Text,
  profile: Text,
  picture: Text,
});
const DETAIL_NAMES = Details.keyof().options;

export const ProfileSchema = z.object({
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  isEmailVerified: z.boolean(),
  details: Details,
  /** Null where the provider hands out no groups. */
  groups: z.array(z.string()).nullable(),
});
export type Profile = z.output<typeof ProfileSchema>;

export type Claims = Readonly<Record<string, unknown>>;

/**
 * Claims of the ID token come before those of the userinfo endpoint. Undefined where they do not name the person.
 * @param userinfo only of the same subject
 */
export function readProfile(provider: OidcProvider, idToken: Claims, userinfo: Claims): Profile | undefined {
  const claims: Claims = { ...userinfo, ...idToken };
  const subject = z.string().min(1).max(MAX_SUBJECT).refine(isStorable).safeParse(idToken[provider.subjectClaim]).data;
  if (subject === undefined) return undefined;
  const email = z.string().safeParse(claims[provider.emailClaim]).data;
  return {
    // As it was entered; that the token comes from it has been checked.
    issuer: provider.issuer,
    subject,
    email: normalizeEmail(email ?? "") ?? null,
    isEmailVerified: isVerified(provider, claims[provider.emailClaim], [idToken, userinfo]),
    details: Details.parse(Object.fromEntries(DETAIL_NAMES.map((name) => [name, claims[name]]))),
    groups: provider.groupsClaim === null ? null : groupNames(claims[provider.groupsClaim]),
  };
}

/** What is said first of that very address counts. */
function isVerified({ emailClaim }: OidcProvider, email: unknown, said: readonly Claims[]): boolean {
  const ofIt = said.filter((claims) => claims[emailClaim] === undefined || claims[emailClaim] === email);
  const verified = ofIt.map((claims) => claims.email_verified).find((flag) => flag !== undefined);
  return verified === true || verified === "true";
}

/** One name or a list of them; what cannot be a group's name is none. */
function groupNames(claim: unknown): string[] {
  const values: unknown[] = Array.isArray(claim) ? claim : [claim];
  const names = values.flatMap((value) => (typeof value === "string" ? [value.trim()] : []));
  return [...new Set(names)]
    .filter((name) => name !== "" && name.length <= MAX_GROUP_NAME && isStorable(name))
    .slice(0, MAX_GROUPS);
}
