// Browser sign-in of a client: the page it opens and the deep link that comes back.

export const CALLBACK_SCHEME = "firezone-fd0020211111";
const CALLBACK_HOST = "handle_client_sign_in_callback";
const REQUIRED = ["account_slug", "actor_name", "fragment", "state"] as const;

export type SignInKind = "gui-client" | "headless-client";

/** Page to open; an empty slug lets the person choose the account. */
export function signInUrl(
  webBase: string,
  request: { slug: string; kind: SignInKind; nonce?: string | undefined; state?: string | undefined },
): URL {
  const url = new URL(webBase);
  url.pathname =
    [url.pathname.replace(/\/+$/, ""), encodeURIComponent(request.slug)].join("/").replace(/\/$/, "") || "/";
  url.search = "";
  url.searchParams.set("as", request.kind);
  if (request.nonce !== undefined) url.searchParams.set("nonce", request.nonce);
  if (request.state !== undefined) url.searchParams.set("state", request.state);
  return url;
}

export interface SignInCallback {
  readonly accountSlug: string;
  readonly actorName: string;
  /** Everything of the token after the nonce, the leading dot included. */
  readonly fragment: string;
  readonly state: string;
  readonly accountName?: string | undefined;
  readonly identityProviderIdentifier?: string | undefined;
}

export function callbackUrl(callback: SignInCallback): string {
  const query = new URLSearchParams();
  if (callback.accountName !== undefined) query.set("account_name", callback.accountName);
  query.set("account_slug", callback.accountSlug);
  query.set("actor_name", callback.actorName);
  query.set("fragment", callback.fragment);
  if (callback.identityProviderIdentifier !== undefined) {
    query.set("identity_provider_identifier", callback.identityProviderIdentifier);
  }
  query.set("state", callback.state);
  return `${CALLBACK_SCHEME}://${CALLBACK_HOST}?${query}`;
}

/** undefined unless it is the callback with each mandatory parameter exactly once. The state is the caller's to compare. */
export function parseCallback(text: string): SignInCallback | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== `${CALLBACK_SCHEME}:` || url.hostname !== CALLBACK_HOST) return undefined;
  if (url.pathname !== "" && url.pathname !== "/") return undefined;
  if (REQUIRED.some((key) => url.searchParams.getAll(key).length !== 1)) return undefined;
  const get = (key: string) => url.searchParams.get(key) ?? "";
  return {
    accountSlug: get("account_slug"),
    actorName: get("actor_name"),
    fragment: get("fragment"),
    state: get("state"),
    accountName: url.searchParams.get("account_name") ?? undefined,
    identityProviderIdentifier: url.searchParams.get("identity_provider_identifier") ?? undefined,
  };
}
