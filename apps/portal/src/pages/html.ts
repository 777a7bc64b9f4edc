// Markup as tagged templates. Whatever is put into one is escaped, unless it is markup itself.

/** What can stand in markup; nothing is written for null, undefined and false. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value right after `=` is an attribute and gets its quotes here: html`<a href=${url}>${name}</a>`. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  const parts = values.map((value, index) => {
    const before = strings[index];
    return before + (before.endsWith("=") ? `"${textOf(value)}"` : textOf(value));
  });
  return new Html(parts.join("") + (strings.at(-1) ?? ""));
}

/** Markup that is written in this repository, such as scripts; never anything from outside. */
export function verbatim(text: string): Html {
  return new Html(text);
}

export function render(page: Html): string {
  return `<!doctype html>\n${page.text.trim()}\n`;
}

function textOf(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "object") return content.map(textOf).join("");
  return escapeText(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
