// A browser as far as HTTP goes: keeps cookies, sends forms of the page it is on. Redirects are followed by hand.

export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string | undefined;
  readonly html: string;
  /** What was asked for. */
  readonly url: string;
}

export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #base: string;
  /** Of the last page, in the order of the page. */
  #html = "";

  constructor(base: string) {
    this.#base = base;
  }

  /** @param path of the portal, or a whole URL */
  async open(path: string, init: RequestInit = {}): Promise<PageAnswer> {
    const headers = new Headers({ accept: "text/html", cookie: this.#cookieHeader() });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const answer = await fetch(new URL(path, this.#base), { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    const html = await answer.text();
    if (html !== "") this.#html = html;
    return {
      status: answer.status,
      headers: answer.headers,
      location: answer.headers.get("location") ?? undefined,
      html,
      url: answer.url,
    };
  }

  /** Follows redirects within the portal. */
  async visit(path: string): Promise<PageAnswer> {
    let answer = await this.open(path);
    for (let hops = 0; hops < 10 && answer.location?.startsWith("/"); hops += 1)
      answer = await this.open(answer.location);
    return answer;
  }

  /** Sends the form of the current page that posts to `action`, with its hidden fields. */
  async submit(action: string, fields: Readonly<Record<string, string>> = {}): Promise<PageAnswer> {
    const form = [...this.#html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].find(
      ([, to]) => unescapeHtml(to).split("?")[0] === action,
    );
    if (!form) throw new Error(`no form posts to ${action} on the page "${/<h1>([^<]*)/.exec(this.#html)?.[1]}"`);
    const hidden = [...form[2].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const values = Object.fromEntries(hidden.map(([, name, value]) => [name, unescapeHtml(value)]));
    return this.post(unescapeHtml(form[1]), { ...values, ...fields });
  }

  async post(path: string, fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
    return this.open(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { origin: new URL(this.#base).origin, ...headers },
    });
  }

  #cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keep(line: string): void {
    const [pair, ...attributes] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const expires = attributes.find((attribute) => /^\s*expires=/i.test(attribute));
    const isGone = value === "" || (expires !== undefined && Date.parse(expires.split("=")[1]) <= Date.now());
    if (isGone) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
