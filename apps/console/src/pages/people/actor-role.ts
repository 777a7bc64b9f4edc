import type { Actor, Me } from "~/api/types.ts";

export type Role = Me["role"];

/** What a person may do in the portal, as one word. */
export function roleOf(actor: Pick<Actor, "type" | "role">): Role {
  return actor.type === "account_admin_user" ? "admin" : (actor.role ?? "person");
}

/** The same as the API has it: the type, and a part of an administrator's rights. */
export function roleToBody(role: Role) {
  return role === "admin"
    ? ({ type: "account_admin_user", role: null } as const)
    : ({ type: "account_user", role: role === "person" ? null : role } as const);
}
