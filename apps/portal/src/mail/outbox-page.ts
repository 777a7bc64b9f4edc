import type { FastifyInstance } from "fastify";
import type { Context } from "../context.ts";
import { isFromThisMachine } from "../http/loopback.ts";
import { FrameworkError } from "../http/problem.ts";
import { listKeptMails } from "./store.ts";

const SHOWN = 50;
const STYLE = "body{font:16px/1.5 system-ui;max-width:48rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}";
const HEADERS = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Mail for want of a server; for a browser on this machine only, to all others there is no such page. */
export function outboxPage(app: FastifyInstance, context: Context): void {
  app.get("/outbox", { schema: { hide: true } }, async (request, reply) => {
    if (context.config.mail.smtpUrl !== undefined || !isFromThisMachine(request.raw)) throw new FrameworkError(404);
    const mails = await listKeptMails(context.db, SHOWN);
    const list = mails.map(
      ({ recipient, subject, body, inserted_at }) =>
        `<article><h2>${asHtml(subject)}</h2><p>To ${asHtml(recipient)}, ${inserted_at}</p><pre>${linked(body)}</pre></article>`,
    );
    return reply
      .headers(HEADERS)
      .type("text/html; charset=utf-8")
      .send(
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Outbox</title><style>${STYLE}</style>` +
          `<main><h1>Outbox</h1><p>No mail server is configured (SMTP_URL), so mail ends here. Newest first.</p>` +
          `${list.join("") || "<p>No mail yet.</p>"}</main></html>`,
      );
  });
}

function asHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function linked(text: string): string {
  return asHtml(text).replace(/https?:\/\/[^\s<>]+/g, (url) => `<a href="${url}">${url}</a>`);
}
