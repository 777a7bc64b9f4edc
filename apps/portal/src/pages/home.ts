import { hasAccounts } from "../accounts/bootstrap.ts";
import { findAccount } from "../accounts/store.ts";
import { FrameworkError } from "../http/problem.ts";
import { recentAccounts } from "./accounts.ts";
import { html } from "./html.ts";
import type { Visit, Web } from "./web.ts";
import { wantsPage } from "./web.ts";

const MAX_SLUG = 100;

/** Where people without a link begin: which account? What an app asked for goes along. */
export function homeRoutes(web: Web): void {
  web.get("/", home);
}

async function home(visit: Visit) {
  if (!wantsPage(visit.request)) throw new FrameworkError(404);
  if (!(await hasAccounts(visit.context))) return notSetUp(visit);
  const wanted = visit.query.get("account")?.trim().slice(0, MAX_SLUG) ?? "";
  const rest = new URLSearchParams(visit.query);
  rest.delete("account");
  const suffix = rest.size > 0 ? `?${rest}` : "";
  const account = wanted === "" ? undefined : await findAccount(visit.context.db, wanted);
  if (account) return visit.redirect(`/${account.slug}/sign_in${suffix}`);
  const recent = await recentAccounts(visit);
  const children = html`
    <h1>Sign in</h1>
    <p class="lead">Which account of your organisation?</p>
    ${wanted === "" ? null : html`<p class="note bad" role="alert">There is no account "${wanted}". Check the spelling, or ask your administrator for its name.</p>`}
    ${recent.map(({ slug, name }) => html`<a class="button plain" href=${`/${slug}/sign_in${suffix}`}>${name}</a>`)}
    ${recent.length > 0 ? html`<p class="or">or another one</p>` : null}
    <form method="get" action="/">
      ${[...rest].map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
      <label for="account">Account name</label>
      <input id="account" name="account" required maxlength=${MAX_SLUG} autocomplete="organization" autocapitalize="none" spellcheck="false" placeholder="your-organisation" />
      <button class="button" type="submit">Continue</button>
    </form>
    <p class="soft"><a href="/find_account">Find your account</a>${visit.context.config.signUp === "off" ? null : html` · <a href="/sign_up">Make a new one</a>`}</p>
  `;
  return visit.page({ title: "Sign in", isAlone: true, children }, wanted === "" ? 200 : 404);
}

function notSetUp(visit: Visit) {
  const children = html`
    <h1>This portal is not set up yet</h1>
    <p>It has no account. Where it was started it printed a link that makes the first one, under <code>/set_up?link=…</code>: open that link. It works once, for a day.</p>
    <p class="soft">Out of sight? It is in the portal's log. Each start of the portal makes a new one.</p>
  `;
  return visit.page({ title: "Not set up yet", isAlone: true, children });
}
