import { request } from "node:http";
import { z } from "zod";

const withId = z.object({ data: z.object({ id: z.string() }).loose() });
const withToken = z.object({ data: z.object({ id: z.string(), token: z.string() }) });

export interface ResourceInput {
  readonly name: string;
  readonly type: "dns" | "cidr" | "ip";
  readonly address: string;
  readonly site_id: string;
  readonly filters?: readonly { readonly protocol: "tcp" | "udp" | "icmp"; readonly ports?: readonly string[] }[];
  readonly ip_stack?: "dual" | "ipv4_only" | "ipv6_only";
}

/** The portal's REST API, spoken over a Unix socket into the lab. */
export class Api {
  readonly #socketPath: string;
  readonly #token: string;

  constructor(socketPath: string, token: string) {
    this.#socketPath = socketPath;
    this.#token = token;
  }

  async site(name: string): Promise<string> {
    return this.#create("/sites", { site: { name } });
  }

  async gatewayToken(siteId: string): Promise<string> {
    return withToken.parse(await this.send("POST", `/sites/${siteId}/gateway_tokens`)).data.token;
  }

  async gatewaysOnline(siteId: string): Promise<string[]> {
    const list = z.object({ data: z.array(z.object({ name: z.string(), online: z.boolean() })) });
    const { data } = list.parse(await this.send("GET", `/sites/${siteId}/gateways`));
    return data.filter(({ online }) => online).map(({ name }) => name);
  }

  async resource(resource: ResourceInput): Promise<string> {
    return this.#create("/resources", { resource });
  }

  async group(name: string): Promise<string> {
    return this.#create("/groups", { group: { name } });
  }

  async person(name: string, email: string): Promise<string> {
    return this.#create("/actors", { actor: { name, email, type: "account_user" } });
  }

  async administrator(name: string, email: string): Promise<string> {
    return this.#create("/actors", { actor: { name, email, type: "account_admin_user" } });
  }

  async setPassword(actorId: string, value: string): Promise<void> {
    await this.send("PUT", `/actors/${actorId}/password`, { password: { value } });
  }

  async passwordProvider(name: string): Promise<string> {
    return this.#create("/auth_providers", { auth_provider: { type: "userpass", name } });
  }

  async serviceAccount(name: string): Promise<string> {
    return this.#create("/actors", { actor: { name, type: "service_account" } });
  }

  async addMembers(groupId: string, actorIds: readonly string[]): Promise<void> {
    await this.send("PATCH", `/groups/${groupId}/memberships`, { memberships: { add: actorIds } });
  }

  /** The token that a client of the service account signs in with. */
  async clientToken(actorId: string): Promise<string> {
    const expires_at = new Date(Date.now() + 86_400_000).toISOString();
    const answer = await this.send("POST", `/actors/${actorId}/client_tokens`, { client_token: { expires_at } });
    return withToken.parse(answer).data.token;
  }

  async policy(groupId: string, resourceId: string): Promise<string> {
    return this.#create("/policies", { policy: { group_id: groupId, resource_id: resourceId } });
  }

  async logFlows(policyId: string, enabled: boolean): Promise<void> {
    await this.send("PATCH", `/policies/${policyId}`, { policy: { flow_log_uploads_enabled: enabled } });
  }

  async removePolicy(policyId: string): Promise<void> {
    await this.send("DELETE", `/policies/${policyId}`);
  }

  /** @throws Error with the portal's own words where the answer is no success */
  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = await this.text(method, path, body);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** The answer as it comes. @throws as `send` */
  text(method: string, path: string, body?: unknown): Promise<string> {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const ask = request({ socketPath: this.#socketPath, method, path, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new Error(`${method} ${path}: ${status} ${text}`));
        });
      });
      ask.on("error", reject);
      ask.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async #create(path: string, body: unknown): Promise<string> {
    return withId.parse(await this.send("POST", path, body)).data.id;
  }
}
