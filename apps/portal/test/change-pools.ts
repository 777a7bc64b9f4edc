import { describe, expect, test } from "vitest";
import type { ChangeTools } from "./change-rows.ts";

/**
 * Pools of devices are kept for the management API, and no device is told of them. What a stock client may say about
 * them is answered, and costs nothing.
 */
export function describePoolRows({ now, grant, after }: ChangeTools): void {
  const db = () => now().running.portal.context.db;
  const accountId = () => now().running.account.accountId;
  const api = (method: string, path: string, body?: unknown) => now().running.api(method, path, body);

  async function insertPool(type: "static_device_pool" | "dynamic_device_pool"): Promise<string> {
    const id = crypto.randomUUID();
    const address = type === "dynamic_device_pool" ? "*.field.acme.example" : null;
    await db().insertInto("resources").values({ account_id: accountId(), id, type, name: id, address }).execute();
    return id;
  }

  describe("device pools", () => {
    test.each(["static_device_pool", "dynamic_device_pool"] as const)("a %s reaches no device", async (type) => {
      const { client, gateway, world } = now();
      const clientId = await grant();
      let pool = "";
      const lifeOfPool = async () => {
        pool = await insertPool(type);
        await world.created("/policies", { policy: { group_id: world.group.id, resource_id: pool } });
        const members = { pool_members: [{ device_id: clientId }] };
        if (type === "static_device_pool") await api("PUT", `/resources/${pool}/pool_members`, members);
        const filters = JSON.stringify([{ protocol: "tcp", ports: ["22"] }]);
        await db().updateTable("resources").set({ filters }).where("id", "=", pool).execute();
        await db().deleteFrom("resources").where("id", "=", pool).execute();
      };
      expect(await after(client, lifeOfPool)).toEqual([]);
      const heard = (await gateway.during(0)).map(({ event }) => event);
      expect(heard.filter((event) => event !== "phx_reply")).toEqual([]);
    });

    test("a client that asks for one is refused as for anything that it was not told of", async () => {
      const { client, world } = now();
      const pool = await insertPool("static_device_pool");
      await world.created("/policies", { policy: { group_id: world.group.id, resource_id: pool } });
      for (const target of [
        { ipv4: "100.64.0.9" },
        { ipv4: "100.64.0.9", ipv6: "fd00:2021:1111::9" },
        {},
        { ipv4: "x" },
      ]) {
        client.send("request_authorization", { resource_id: pool, connected_gateway_ids: [], ...target });
        const { payload } = await client.next("authorization_creation_failed");
        expect(payload).toEqual({ resource_id: pool, reason: "not_found" });
      }
    });

    test("a name in one is not found, and what is obsolete or for another client is taken without a word", async () => {
      const { client } = now();
      const asked = { resource_id: crypto.randomUUID(), domain: "drone.field.acme.example" };
      client.send("resolve_device_pool_domain", asked);
      const { payload } = await client.next("device_pool_domain_resolution_failed");
      expect(payload).toEqual({ ...asked, reason: "not_found" });
      const peer = { client_id: crypto.randomUUID(), candidates: ["candidate"] };
      const heard = await after(client, async () => {
        client.send("request_device_access", { client_id: peer.client_id });
        client.send("new_client_ice_candidates", peer);
        client.send("invalidate_client_ice_candidates", peer);
      });
      expect(heard).toEqual([
        { event: "client_ice_candidate_error", payload: { client_id: peer.client_id, reason: "offline" } },
      ]);
      await grant();
    });
  });
}
