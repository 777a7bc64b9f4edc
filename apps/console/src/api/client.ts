import createClient from "openapi-fetch";
import createQueries from "openapi-react-query";
import { accountSlug } from "~/account.ts";
import { text } from "~/text/index.ts";
import { apiError } from "./errors.ts";
import type { paths } from "./schema.d.ts";
import { markSignedOut } from "./session.ts";
import { withVersion } from "./versions.ts";

/** The portal's REST API, called with the session of the account in the address. */
export const client = createClient<paths>({ baseUrl: location.origin, headers: { "x-account": accountSlug } });

client.use({
  // What was called off is no failure.
  onError: ({ error }) =>
    error instanceof DOMException && error.name === "AbortError" ? undefined : new Error(text.errors.unreachable),
  async onResponse({ response }) {
    if (response.ok) return withVersion(response);
    const body: unknown = await response.json().catch(() => undefined);
    if (response.status === 401) markSignedOut();
    throw apiError(response.status, body);
  },
});

/** `api.useQuery("get", "/sites", …)`, `api.useMutation("post", "/sites")`. */
export const api = createQueries(client);
