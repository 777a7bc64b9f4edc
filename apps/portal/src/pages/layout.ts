import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Content, type Html, html, verbatim } from "./html.ts";

export const STYLE_PATH = "/pages.css";
export const STYLE = readFileSync(new URL("./pages.css", import.meta.url), "utf8");
const STYLE_VERSION = createHash("sha256").update(STYLE).digest("hex").slice(0, 12);

export interface LayoutProps {
  readonly title: string;
  /** Name of the account whose page it is. */
  readonly account?: string | undefined;
  readonly isWide?: boolean | undefined;
  /** Without the way to the choice of an account: where there is none yet, and on that page itself. */
  readonly isAlone?: boolean | undefined;
  /** A small script of the page's own; pages work without it. */
  readonly script?: string | undefined;
  readonly nonce: string;
  readonly children: Content;
}

/** One card in the middle, on any width, in light and dark. */
export function layout({ title, account, isWide, isAlone, script, nonce, children }: LayoutProps): Html {
  const fullTitle = account === undefined ? `${title} · Firezone` : `${title} · ${account} · Firezone`;
  return html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${fullTitle}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href=${`${STYLE_PATH}?v=${STYLE_VERSION}`} />
      </head>
      <body>
        <header>
          <a class="brand" href="/">${mark()}<span>Firezone</span></a>
        </header>
        <main class=${isWide ? "wide" : ""}>${children}</main>
        ${isAlone ? null : html`<footer>${account === undefined ? html`<a href="/">Choose an account</a>` : html`${account} · <a href="/">Other account</a>`}</footer>`}
        ${script === undefined ? null : html`<script nonce=${nonce}>${verbatim(script)}</script>`}
      </body>
    </html>
  `;
}

function mark(): Html {
  return html`
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" aria-hidden="true">
      <path d="M12 2.8 4 6v5.6c0 4.6 3.3 7.9 8 9.6 4.7-1.7 8-5 8-9.6V6z" />
      <path d="M12 8c.3 2 2.6 2.8 2.6 5.2A2.6 2.6 0 0 1 12 16a2.6 2.6 0 0 1-2.6-2.8c0-1 .5-1.7 1-2.2.3.7.8 1 1.2 1 .2-1.4-.3-2.4.4-4z" fill="currentColor" stroke="none" />
    </svg>
  `;
}
