import { randomBytes } from "node:crypto";
import { type Logger, pino } from "pino";
import {
  type Bootstrapped,
  bootstrapAccount,
  createPortal,
  type Portal,
  type PortalConfig,
  readConfig,
} from "../src/index.ts";
import { databaseImage } from "./database-image.ts";

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the API answers
  readonly body: any;
}

export interface RunningPortal extends AsyncDisposable {
  readonly portal: Portal;
  readonly url: string;
  /** Of plain HTTP, where that is configured. */
  readonly redirectPort: number | undefined;
  readonly account: Bootstrapped;
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
}

/** An embedded database takes a while to come up on a busy machine. */
export const START_TIMEOUT_MS = 180_000;
export const RELAY_DEBOUNCE_MS = 50;
const ROOMY = { refillPerSecond: 10_000, capacity: 10_000 };

/** A whole portal on a port of its own, with one account, over an embedded database in memory or the given one. */
export async function runPortal(
  over: Partial<PortalConfig> = {},
  now: () => number = Date.now,
  log: Logger = pino({ level: process.env.TEST_LOG_LEVEL ?? "silent" }),
): Promise<RunningPortal> {
  const configured = readConfig({
    LISTEN_ADDRESS: "127.0.0.1:0",
    LOG_LEVEL: "silent",
    OUTBOUND_ALLOWED_NETWORKS: "127.0.0.0/8,::1/128",
  });
  const database = over.database ?? { ...configured.database, image: await databaseImage() };
  const config: PortalConfig = {
    ...configured,
    socketBucket: ROOMY,
    apiBucket: ROOMY,
    relayPresenceDebounceMs: RELAY_DEBOUNCE_MS,
    takeoverPingMs: 3_000,
    webBucket: ROOMY,
    signInFloorMs: 50,
    // Not what a developer has built.
    packagesFolder: "/nonexistent",
    ...over,
    database,
  };
  const portal = await createPortal(config, { log, now });
  const { url, redirectPort } = await portal.listen();
  const slug = `acme-${randomBytes(4).toString("hex")}`;
  const account = await bootstrapAccount(portal.context, { name: "Acme", slug });
  return {
    portal,
    url,
    redirectPort,
    account,
    async api(method, path, body) {
      const headers: Record<string, string> = { authorization: `Bearer ${account.apiToken}` };
      if (body !== undefined) headers["content-type"] = "application/json";
      const answer = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
    },
    [Symbol.asyncDispose]: () => portal.close(),
  };
}

/** What most scenarios start from: a site, a group with a service account in it, and tokens for both kinds of device. */
export async function populate(running: RunningPortal, suffix = "") {
  const created = async (path: string, body: unknown) => {
    const answer = await running.api("POST", path, body);
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.data;
  };
  const site = await created("/sites", { site: { name: `Quay${suffix}` } });
  const gatewayToken = await created(`/sites/${site.id}/gateway_tokens`, {});
  const group = await created("/groups", { group: { name: `Pilots${suffix}` } });
  const actor = await created("/actors", { actor: { name: "Winch", type: "service_account" } });
  await running.api("PUT", `/groups/${group.id}/memberships`, { memberships: [{ actor_id: actor.id }] });
  const clientToken = await created(`/actors/${actor.id}/client_tokens`, {
    client_token: { expires_at: "2041-03-04T05:06:07Z" },
  });
  const resource = await created("/resources", {
    resource: { name: "Shed", type: "cidr", address: "10.77.8.0/22", site_id: site.id },
  });
  const policy = await created("/policies", { policy: { group_id: group.id, resource_id: resource.id } });
  return { site, gatewayToken, group, actor, clientToken, resource, policy, created };
}
