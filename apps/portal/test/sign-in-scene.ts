// Accounts with people and ways to sign in, and what tests of sign-in look at.

import { parsePrefix } from "@fz/ip";
import { hashSecret } from "../src/auth/secret-hash.ts";
import type { PortalConfig } from "../src/index.ts";
import { Browser } from "./browser.ts";
import { type RunningPortal, runPortal } from "./running-portal.ts";

export const PASSWORD = "correct horse battery staple";
type ProviderType = "email_otp" | "userpass" | "oidc" | "google" | "entra" | "okta";

export interface NewProvider {
  readonly name?: string;
  readonly issuer?: string;
  readonly settings?: unknown;
  readonly secrets?: unknown;
  readonly isDefault?: boolean;
  readonly context?: "clients_and_portal" | "clients_only" | "portal_only";
}

export interface SignInScene extends RunningPortal {
  readonly slug: string;
  readonly emailProvider: string;
  browser(): Browser;
  person(type?: string): Promise<{ id: string; email: string; name: string }>;
  provider(type: ProviderType, more?: NewProvider): Promise<string>;
  /** Newest first. */
  mailsTo(email: string): Promise<string[]>;
  codeFor(email: string): Promise<string>;
  providerPath(id: string): string;
}

export async function runSignInScene(over: Partial<PortalConfig> = {}, now?: () => number): Promise<SignInScene> {
  const loopback = parsePrefix("127.0.0.0/8");
  const running = await runPortal({ outboundAllowedNetworks: loopback ? [loopback] : [], ...over }, now);
  const { db } = running.portal.context;
  const { accountId: account_id, slug } = running.account;
  const [email] = (await running.api("GET", "/email_otp_auth_providers")).body.data;
  const password_hash = await hashSecret(PASSWORD);
  let people = 0;
  const scene: SignInScene = {
    ...running,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
    slug,
    emailProvider: email.id,
    browser: () => new Browser(running.url),
    async person(type = "account_user") {
      people += 1;
      const actor = { name: `Mara ${people}`, type, email: `Mara.${people}@acme.test`, allow_email_otp_sign_in: true };
      const { id } = (await running.api("POST", "/actors", { actor })).body.data;
      await db.updateTable("actors").set({ password_hash }).where("id", "=", id).execute();
      return { id, email: actor.email, name: actor.name };
    },
    async provider(type, more = {}) {
      const id = crypto.randomUUID();
      await db
        .insertInto("auth_providers")
        .values({
          account_id,
          id,
          type,
          name: more.name ?? `Way ${id.slice(0, 8)}`,
          issuer: more.issuer ?? "firezone",
          settings: JSON.stringify(more.settings ?? {}),
          secrets: JSON.stringify(more.secrets ?? {}),
          is_default: more.isDefault ?? false,
          context: more.context ?? "clients_and_portal",
        })
        .execute();
      return id;
    },
    async mailsTo(address) {
      const mails = await db
        .selectFrom("outbound_mails")
        .select("body")
        .where("recipient", "=", address)
        .orderBy("inserted_at", "desc")
        .execute();
      return mails.map(({ body }) => body);
    },
    async codeFor(address) {
      const [mail = ""] = await scene.mailsTo(address);
      return /^ {4}([a-z0-9]{6})$/m.exec(mail)?.[1] ?? "no code";
    },
    providerPath: (id) => `/${slug}/sign_in/providers/${id}`,
  };
  return scene;
}
