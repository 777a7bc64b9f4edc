import { text } from "node:stream/consumers";
import { requestRelayToken } from "../backup/admin-socket.ts";
import type { PortalConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { createLog, STDERR } from "../ops/log.ts";
import { createRelayToken } from "./relay-tokens.ts";

/** `portal relay-token`: an embedded database that a portal runs on is written to by that portal. */
export async function makeRelayToken(config: PortalConfig): Promise<string> {
  const { url, folder } = config.database;
  const running = url === undefined && folder !== undefined ? await requestRelayToken(folder) : undefined;
  if (running) return text(running);
  const context = await createContext(config, { log: createLog("warn", STDERR) });
  try {
    return await createRelayToken(context.db, context.tokens, context.now());
  } finally {
    await context.close();
  }
}
