import { z } from "zod";
import type { Api } from "../http/api.ts";
import { NETWORK_READERS } from "../http/roles.ts";
import { type LimitName, LimitsSchema, limitOf, readUsage } from "./limits.ts";

const LimitView = z.object({ used: z.int(), available: z.int(), total: z.int() });

const AccountView = z.object({
  id: z.uuid(),
  slug: z.string(),
  key: z.string(),
  name: z.string(),
  legal_name: z.string(),
  limits: z.object({
    users: LimitView.optional(),
    monthly_active_users: LimitView.optional(),
    service_accounts: LimitView.optional(),
    account_admin_users: LimitView.optional(),
    sites: LimitView.optional(),
  }),
});

const SHOWN: readonly LimitName[] = [
  "users",
  "monthly_active_users",
  "service_accounts",
  "account_admin_users",
  "sites",
];

export function accountRoutes(api: Api): void {
  api.get(
    "/account",
    { tag: "Account", summary: "The account of the token", data: AccountView, may: NETWORK_READERS },
    async (call) => {
      const row = await call.db
        .selectFrom("accounts")
        .select(["id", "slug", "key", "name", "legal_name", "limits"])
        .where("id", "=", call.accountId)
        .executeTakeFirstOrThrow();
      const totals = LimitsSchema.parse(row.limits);
      const usage = await readUsage(call.db, call.accountId);
      const limits = SHOWN.flatMap((name) => {
        const total = limitOf(totals, name);
        if (total === null) return [];
        return [[name, { used: usage[name], available: Math.max(0, total - usage[name]), total }] as const];
      });
      return { data: { ...row, limits: Object.fromEntries(limits) } };
    },
  );
}
