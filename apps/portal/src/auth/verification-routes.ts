// Trying a provider out by the API: an address to open in a browser, and what came of it.

import { z } from "zod";
import type { Api, Call } from "../http/api.ts";
import { invalid, notFound } from "../http/problem.ts";
import { VerdictSchema } from "./oidc/verdict.ts";
import { verificationPath } from "./oidc/verification.ts";
import { isOidcType } from "./provider-settings.ts";
import { findProvider } from "./providers.ts";
import { findVerification, insertVerification } from "./verifications.ts";

const tag = "Authentication providers";
const View = z.object({
  status: z.enum(["never", "waiting", "finished", "expired"]),
  /** Only in the answer to its beginning. */
  url: z.string().nullable(),
  expires_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  result: VerdictSchema.nullable(),
});

export function verificationApiRoutes(api: Api): void {
  const path = "/auth_providers/:id/verification";
  const begun = "Try the provider out: `url` is to be opened in a browser within ten minutes, and signs nobody in";
  api.post(path, { tag, summary: begun, data: View }, begin);
  api.get(path, { tag, summary: "What came of trying it out last", data: View }, show);
}

async function begin(call: Call) {
  const provider = await requireProvider(call);
  const key = { accountId: call.accountId, providerId: provider.id };
  if (!isOidcType(provider.type)) {
    throw invalid({ base: ["is no identity provider; there is nothing elsewhere to try out"] });
  }
  const { id, expiresAt } = await call.write((trx) => insertVerification(trx, key, call.context.now()));
  const path = await verificationPath(call.context, { ...key, verificationId: id }, expiresAt);
  return { data: await view(call, provider.id, `${call.origin}${path}`) };
}

async function show(call: Call) {
  return { data: await view(call, (await requireProvider(call)).id, null) };
}

async function requireProvider(call: Call) {
  const provider = await findProvider(call.db, call.accountId, call.param("id"));
  if (!provider) throw notFound();
  return provider;
}

async function view(call: Call, providerId: string, url: string | null): Promise<z.output<typeof View>> {
  const row = await findVerification(call.db, { accountId: call.accountId, providerId });
  if (!row) return { status: "never", url, expires_at: null, finished_at: null, result: null };
  const { expires_at, finished_at } = row;
  const isLate = Date.parse(expires_at) <= call.context.now();
  const status = finished_at !== null ? "finished" : isLate ? "expired" : "waiting";
  const result = row.result === null ? null : VerdictSchema.parse(row.result);
  return { status, url, expires_at, finished_at, result };
}
