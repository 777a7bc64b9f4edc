// Where every sign-in begins: the ways into an account, and the first step of each.

import type { FastifyReply } from "fastify";
import type { Account } from "../accounts/store.ts";
import { requireAccount } from "../pages/accounts.ts";
import type { Visit, Web } from "../pages/web.ts";
import { chooserPage, startPath } from "./chooser.ts";
import { sendCode } from "./email-routes.ts";
import { readIntent, signInPath } from "./intent.ts";
import { refuseWhileOverLimit } from "./limits.ts";
import { startOidc } from "./oidc/routes.ts";
import { checkPassword } from "./password-routes.ts";
import { isOidcType } from "./provider-settings.ts";
import { listProviders, type Provider, requireProvider } from "./providers.ts";

export function signInRoutes(web: Web): void {
  web.get("/:account/sign_in", chooseProvider);
  web.get("/:account/sign_in/providers/:provider", (visit) => start(visit, startByLink));
  web.post("/:account/sign_in/providers/:provider", (visit) => start(visit, startByForm));
}

async function chooseProvider(visit: Visit) {
  const account = await requireAccount(visit);
  const intent = readIntent(account, visit.query);
  refuseWhileOverLimit(account, intent);
  if (intent.as !== "portal" && !visit.query.has("choose")) {
    const providers = await listProviders(visit.context.db, account, intent);
    const preset = providers.find(({ type, is_default }) => is_default && isOidcType(type));
    if (preset) return visit.redirect(startPath(account, preset, intent));
  }
  return chooserPage(visit, account, intent);
}

type Start = (visit: Visit, account: Account, provider: Provider) => Promise<FastifyReply>;

async function start(visit: Visit, first: Start): Promise<FastifyReply> {
  const account = await requireAccount(visit);
  const intent = readIntent(account, visit.query);
  refuseWhileOverLimit(account, intent);
  const provider = await requireProvider(visit.context.db, account, intent, visit.param("provider"));
  return first(visit, account, provider);
}

async function startByLink(visit: Visit, account: Account, provider: Provider): Promise<FastifyReply> {
  if (isOidcType(provider.type)) return startOidc(visit, account, provider);
  return visit.redirect(signInPath(account, readIntent(account, visit.query)));
}

async function startByForm(visit: Visit, account: Account, provider: Provider): Promise<FastifyReply> {
  switch (provider.type) {
    case "email_otp":
      return sendCode(visit, account, provider);
    case "userpass":
      return checkPassword(visit, account, provider);
    default:
      return startByLink(visit, account, provider);
  }
}
