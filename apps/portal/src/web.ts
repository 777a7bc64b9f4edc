import { keepAccountRoutes } from "./accounts/keep-account.ts";
import { setUpRoutes } from "./accounts/set-up.ts";
import { signUpRoutes } from "./accounts/sign-up.ts";
import { clientRoutes } from "./auth/client-routes.ts";
import { codeRoutes } from "./auth/code-step.ts";
import { oidcRoutes } from "./auth/oidc/routes.ts";
import { signInRoutes } from "./auth/sign-in-routes.ts";
import { outboxRoutes } from "./mail/outbox-page.ts";
import { accountPageRoutes } from "./pages/account-page.ts";
import { homeRoutes } from "./pages/home.ts";
import type { Web } from "./pages/web.ts";

/** The pages for people. */
export function webRoutes(web: Web): void {
  homeRoutes(web);
  outboxRoutes(web);
  setUpRoutes(web);
  signUpRoutes(web);
  keepAccountRoutes(web);
  accountPageRoutes(web);
  signInRoutes(web);
  codeRoutes(web);
  oidcRoutes(web);
  clientRoutes(web);
}
