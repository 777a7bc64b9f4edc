import { isFromThisMachine } from "../http/loopback.ts";
import { type Html, html } from "../pages/html.ts";
import { nothingHere, type Web } from "../pages/web.ts";
import { listKeptMails } from "./store.ts";

const SHOWN = 50;

/** Mail for want of a server; for a browser on this machine only, to all others there is no such page. */
export function outboxRoutes(web: Web): void {
  web.get("/outbox", async (visit) => {
    const { config, db } = visit.context;
    if (config.mail.smtpUrl !== undefined || !isFromThisMachine(visit.request.raw)) throw nothingHere();
    const mails = await listKeptMails(db, SHOWN);
    const children = html`
      <h1>Outbox</h1>
      <p class="lead">No mail server is configured (SMTP_URL), so mail ends here. Newest first.</p>
      ${mails.length === 0 ? html`<p class="soft">No mail yet.</p>` : null}
      ${mails.map(
        ({ recipient, subject, body, inserted_at }) => html`
          <h2>${subject}</h2>
          <p class="soft">To ${recipient}, ${inserted_at.slice(0, 19)}Z</p>
          <p class="letter">${withLinks(body)}</p>
        `,
      )}
    `;
    return visit.page({ title: "Outbox", isWide: true, children });
  });
}

/** Addresses become links; every second part is one. */
function withLinks(text: string): readonly (Html | string)[] {
  return text
    .split(/(https?:\/\/[^\s<>]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href=${part}>${part}</a>` : part));
}
