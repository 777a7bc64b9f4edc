import type { ActorRole, ActorType } from "../database/tables/people.ts";

/**
 * What a caller of the API is allowed. `admin`: everything. `auditor`: reads everything, changes nothing.
 * `network_admin`: sites, gateways and resources. `person`: what concerns oneself.
 */
export type Role = "admin" | ActorRole | "person";

/** Undefined for actors that do not call the API. */
export function roleOf(actor: { readonly type: ActorType; readonly role: ActorRole | null }): Role | undefined {
  switch (actor.type) {
    case "account_admin_user":
      return "admin";
    case "api_client":
      return actor.role ?? "admin";
    case "account_user":
      return actor.role ?? "person";
    case "service_account":
      return undefined;
  }
}

/** Who may read, and who may write, where a route does not say. */
export const READERS: readonly Role[] = ["admin", "auditor"];
export const WRITERS: readonly Role[] = ["admin"];
/** The same for sites, gateways and resources. */
export const NETWORK_READERS: readonly Role[] = ["admin", "auditor", "network_admin"];
export const NETWORK_WRITERS: readonly Role[] = ["admin", "network_admin"];
/** What concerns the caller. */
export const ANYONE: readonly Role[] = ["admin", "auditor", "network_admin", "person"];
