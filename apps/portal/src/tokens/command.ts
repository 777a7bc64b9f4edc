// Tokens for relays from the command line. An embedded database that a portal runs on is used by that portal.

import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import {
  DELETED,
  requestRelayToken,
  requestRelayTokenDeletion,
  requestRelayTokenList,
} from "../backup/admin-socket.ts";
import { ConfigurationInvalid, type PortalConfig } from "../config.ts";
import { type Context, createContext } from "../context.ts";
import { isUuid } from "../http/fields.ts";
import { createLog, STDERR } from "../ops/log.ts";
import { createRelayToken, deleteRelayToken, listRelayTokens } from "./relay-tokens.ts";

/** `portal relay-token` */
export function makeRelayToken(config: PortalConfig): Promise<string> {
  return ofPortal(config, requestRelayToken, async ({ db, tokens, now }) => {
    const { token } = await createRelayToken(db, tokens, now());
    return token;
  });
}

/** `portal relay-tokens` */
export function showRelayTokens(config: PortalConfig): Promise<string> {
  return ofPortal(config, requestRelayTokenList, ({ db }) => listRelayTokens(db));
}

/** `portal revoke-relay-token`. Throws ConfigurationInvalid where there is no such token. */
export async function revokeRelayToken(config: PortalConfig, id: string): Promise<void> {
  if (!isUuid(id)) throw new ConfigurationInvalid(`"${id}" is no id of a token; "relay-tokens" lists them.`);
  const answer = await ofPortal(
    config,
    (folder) => requestRelayTokenDeletion(folder, id),
    async ({ db }) => ((await deleteRelayToken(db, id)) ? DELETED : ""),
  );
  if (answer !== DELETED) throw new ConfigurationInvalid(`There is no token ${id}; "relay-tokens" lists them.`);
}

/** Asked of the portal that runs on the folder, or else done here. */
async function ofPortal(
  config: PortalConfig,
  ask: (folder: string) => Promise<Readable | undefined>,
  act: (context: Context) => Promise<string>,
): Promise<string> {
  const { url, folder } = config.database;
  const running = url === undefined && folder !== undefined ? await ask(folder) : undefined;
  if (running) return text(running);
  const context = await createContext(config, { log: createLog("warn", STDERR) });
  try {
    return await act(context);
  } finally {
    await context.close();
  }
}
