// What came of trying a provider out, in words for its administrator.

import { AuthorizationResponseError, ClientError, ResponseBodyError } from "openid-client";
import { z } from "zod";
import type { SaidClaims } from "./flow.ts";
import type { Foresight, Refusal } from "./identities.ts";
import { isTimeout } from "./problems.ts";
import { type Claims, type Profile, readProfile } from "./profile.ts";
import { type OidcProvider, ProviderMisconfigured } from "./relying-party.ts";

/** Claims about the token and the exchange, not about the person. */
const TECHNICAL = [
  "nonce",
  "at_hash",
  "c_hash",
  "s_hash",
  "sid",
  "jti",
  "iat",
  "exp",
  "nbf",
  "auth_time",
  "aud",
  "azp",
];
const MAX_CLAIMS = 100;
const MAX_CLAIM = 1_000;
const MAX_WORDS = 300;

const PersonView = z.object({ id: z.uuid(), name: z.string(), email: z.string().nullable() });

export const VerdictSchema = z.object({
  /** What would have happened to whoever signed in. */
  outcome: z.enum(["signs_in", "creates_person", "mails_code", "refused", "failed"]),
  issuer: z.string().nullable(),
  subject: z.string().nullable(),
  email: z.string().nullable(),
  is_email_verified: z.boolean(),
  /** By name, as text; long ones are cut short. */
  claims: z.record(z.string(), z.string()),
  person: PersonView.nullable(),
  /** Null where the provider hands out no groups. */
  groups: z.array(z.string()).nullable(),
  problems: z.array(z.string()),
});
export type Verdict = z.output<typeof VerdictSchema>;

const NOTHING_SAID: Omit<Verdict, "outcome" | "problems"> = {
  issuer: null,
  subject: null,
  email: null,
  is_email_verified: false,
  claims: {},
  person: null,
  groups: null,
};

/** The provider could not be spoken with, or nobody came back from it. */
export function failed(problem: string): Verdict {
  return { ...NOTHING_SAID, outcome: "failed", problems: [problem] };
}

export async function judge(
  oidc: OidcProvider,
  said: SaidClaims | undefined,
  foresee: (profile: Profile) => Promise<Foresight>,
): Promise<Verdict> {
  if (!said) return failed("It gave no ID token.");
  const all: Claims = { ...said.userinfo, ...said.idToken };
  const claims = textsOf(all);
  const profile = readProfile(oidc, said.idToken, said.userinfo);
  if (!profile) {
    const problem = `The claim ${oidc.subjectClaim}, by which it knows people for good, is not in the ID token.`;
    return { ...failed(problem), issuer: oidc.issuer, claims };
  }
  const foreseen = await foresee(profile);
  return {
    outcome: OUTCOMES[foreseen.kind],
    issuer: profile.issuer,
    subject: profile.subject,
    email: profile.email,
    is_email_verified: profile.isEmailVerified,
    claims,
    person: personIn(foreseen),
    groups: profile.groups,
    problems: [
      ...(foreseen.kind === "refused" ? [refusal(foreseen.reason, oidc, profile)] : []),
      ...(oidc.groupsClaim !== null && all[oidc.groupsClaim] === undefined ? [noGroups(oidc.groupsClaim, all)] : []),
    ],
  };
}

const OUTCOMES = { person: "signs_in", new: "creates_person", proof: "mails_code", refused: "refused" } as const;

function personIn(foreseen: Foresight): Verdict["person"] {
  const person = foreseen.kind === "person" || foreseen.kind === "proof" ? foreseen.person : undefined;
  return person ? { id: person.id, name: person.name, email: person.email } : null;
}

function refusal(reason: Refusal, oidc: OidcProvider, { email }: Profile): string {
  switch (reason) {
    case "disabled":
      return "The user of this account whom it names is disabled.";
    case "no-email":
      return `It gave no e-mail address in the claim ${oidc.emailClaim}. Have it hand out that claim, or choose another one.`;
    case "unverified":
      return `It does not say that ${email ?? "the address"} is verified (email_verified). Have it verify addresses, or choose another way of verification.`;
    case "unknown":
      return oidc.createsPeople
        ? `Nobody here has the address ${email ?? ""}, and its domain is not among those for which people are created.`
        : `Nobody here has the address ${email ?? ""}. Add the person, or have people created at their first sign-in.`;
  }
}

function noGroups(claim: string, claims: Claims): string {
  const seen = Object.keys(claims).filter((name) => !TECHNICAL.includes(name));
  return `Groups are to come from the claim ${claim}, which it does not hand out. It hands out: ${seen.join(", ")}.`;
}

function textsOf(claims: Claims): Record<string, string> {
  const shown = Object.entries(claims).filter(([name]) => !TECHNICAL.includes(name));
  return Object.fromEntries(shown.slice(0, MAX_CLAIMS).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > MAX_CLAIM ? `${text.slice(0, MAX_CLAIM)}…` : text;
}

/** Why a provider could not be spoken with. */
export function explain(error: unknown): string {
  if (error instanceof ProviderMisconfigured) return `The settings do not fit: ${error.message}.`;
  if (isTimeout(error)) return "It did not answer in time.";
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return refusedBy(error.error, error.error_description ?? null);
  }
  const code = networkCode(error);
  if (code !== undefined)
    return `It could not be reached (${code}). Is the address right, and may the portal go there?`;
  const what = error instanceof ClientError ? "Its answer cannot be used" : "It could not be reached";
  return `${what}: ${deepest(error).slice(0, MAX_WORDS).replace(/\.$/, "")}.`;
}

/** RFC 6749 §4.1.2.1 and §5.2. */
export function refusedBy(code: string, description: string | null): string {
  const said = [code, description]
    .filter((part) => part !== null && part !== "")
    .join(": ")
    .slice(0, MAX_WORDS);
  switch (code) {
    case "access_denied":
      return `It signed nobody in, because you cancelled or may not use this application there (${said}).`;
    case "invalid_client":
    case "unauthorized_client":
      return `It refuses the portal's client ID or secret (${said}).`;
    default:
      return `It refused (${said}).`;
  }
}

/** What went wrong first. */
function deepest(error: unknown): string {
  let found = error;
  while (found instanceof Error && found.cause instanceof Error) found = found.cause;
  return found instanceof Error ? found.message : String(error);
}

function networkCode(error: unknown): string | undefined {
  let found: string | undefined;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && /^E[A-Z]+$|CERT|TLS/.test(cause.code)) found = cause.code;
  }
  return found;
}
