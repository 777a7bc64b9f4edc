// Taking back the end of an account. Nobody can sign in to one that is disabled, so the way is a link in the mail.

import { z } from "zod";
import { linkIsOver } from "../links/link-is-over.ts";
import { findLink, useLink } from "../links/one-time-links.ts";
import { formField } from "../pages/form-check.ts";
import { html } from "../pages/html.ts";
import type { Visit, Web } from "../pages/web.ts";
import { cancelDeletion, KEEP_ACCOUNT_PATH } from "./deletion.ts";

const Form = z.object({ link: z.string() });

export function keepAccountRoutes(web: Web): void {
  web.get(KEEP_ACCOUNT_PATH, ask);
  web.post(KEEP_ACCOUNT_PATH, keep);
}

async function ask(visit: Visit) {
  const { context } = visit;
  const link = visit.query.get("link") ?? "";
  if (!(await findLink(context.db, "keep_account", link, context.now()))) throw linkIsOver();
  const children = html`
    <h1>Keep the account?</h1>
    <p>It will not be deleted, and people can sign in to it again.</p>
    <form method="post" action=${KEEP_ACCOUNT_PATH}>
      ${formField(visit)}
      <input type="hidden" name="link" value=${link} />
      <button class="button" type="submit">Keep the account</button>
    </form>
  `;
  return visit.page({ title: "Keep the account", children });
}

async function keep(visit: Visit) {
  const { context } = visit;
  const { link } = visit.form(Form);
  await context.db.transaction().execute(async (trx) => {
    const used = await useLink(trx, "keep_account", link, context.now());
    if (!used?.account_id) throw linkIsOver();
    await cancelDeletion(trx, context, used.account_id);
  });
  const children = html`
    <h1>The account stays</h1>
    <p>Everybody has to sign in again: sessions and tokens ended when it was disabled.</p>
    <a class="button" href="/">Choose an account</a>
  `;
  return visit.page({ title: "Keep the account", children });
}
