import { isBelow, isGatewayCompatible, PROTOCOL_VERSION } from "@fz/wire";
import { z } from "zod";
import { mailAdministrators } from "../accounts/administrators.ts";
import type { Context } from "../context.ts";
import type { Db } from "../database/database.ts";

const DAY_MS = 86_400_000;
/** A device that has not come for so long is none to care for, unless it is connected all the time. */
const SEEN_WITHIN_MS = 30 * DAY_MS;
const LISTED = 20;

const NotificationsSchema = z.object({
  notifications: z
    .object({
      outdated_gateway: z
        .object({ enabled: z.boolean().catch(true).default(true), last_notified: z.string().nullish().catch(null) })
        .catch({ enabled: true })
        .default({ enabled: true }),
    })
    .catch({ outdated_gateway: { enabled: true } })
    .default({ outdated_gateway: { enabled: true } }),
});

/**
 * Tells administrators which of their gateways are older than this portal, whose own version is the newest one that it
 * knows of. Not where they turned it off, and not twice within a day.
 */
export async function mailAboutOutdatedGateways(context: Context): Promise<void> {
  const accounts = await context.db.selectFrom("accounts").select("id").where("is_disabled", "=", false).execute();
  for (const { id } of accounts) await mailAccount(context, id);
}

async function mailAccount(context: Context, accountId: string): Promise<void> {
  const { db, mail, now } = context;
  await db.transaction().execute(async (trx) => {
    const account = await trx
      .selectFrom("accounts")
      .select(["name", "config"])
      .where("id", "=", accountId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!account) return;
    const { enabled, last_notified: notified } = NotificationsSchema.parse(account.config).notifications
      .outdated_gateway;
    if (!enabled || (notified && now() - Date.parse(notified) < DAY_MS)) return;
    const outdated = (await devicesInUse(context, trx, accountId, "gateway")).filter(({ last_seen_version: version }) =>
      isBelow(version, PROTOCOL_VERSION),
    );
    if (outdated.length === 0) return;
    const clients = await devicesInUse(context, trx, accountId, "client");
    const stranded = clients.filter(
      ({ last_seen_version: version }) => !isGatewayCompatible(version, PROTOCOL_VERSION, { type: "cidr" }),
    );
    const config = z
      .looseObject({ notifications: z.looseObject({}).catch({}).default({}) })
      .parse(account.config ?? {});
    config.notifications.outdated_gateway = { enabled, last_notified: new Date(now()).toISOString() };
    await trx
      .updateTable("accounts")
      .set({ config: JSON.stringify(config) })
      .where("id", "=", accountId)
      .execute();
    const lines = outdated.slice(0, LISTED).map(({ name, last_seen_version: version }) => `- ${name}: ${version}`);
    if (outdated.length > LISTED) lines.push(`- and ${outdated.length - LISTED} more`);
    await mailAdministrators(trx, mail, accountId, {
      subject: `Gateways of ${account.name} can be upgraded`,
      text:
        `Version ${PROTOCOL_VERSION} is out. These gateways are older:\n\n${lines.join("\n")}\n\n` +
        `Once they are upgraded, ${stranded.length} of ${clients.length} clients would be too old for them` +
        `${stranded.length > 0 ? ": upgrade these first" : ""}.\n`,
    });
  });
}

async function devicesInUse({ roster, now }: Context, trx: Db, accountId: string, type: "client" | "gateway") {
  const rows = await trx
    .selectFrom("devices")
    .select(["id", "name", "last_seen_version", "last_seen_at"])
    .where("account_id", "=", accountId)
    .where("type", "=", type)
    .where("last_seen_version", "is not", null)
    .orderBy("name")
    .execute();
  const since = now() - SEEN_WITHIN_MS;
  return rows.filter(
    ({ id, last_seen_at: seen }) =>
      (seen !== null && Date.parse(seen) >= since) || roster.gateway(accountId, id) !== undefined,
  );
}
