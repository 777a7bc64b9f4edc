import { describe, expect, test } from "vitest";
import { FakeDevice } from "./fake-device.ts";
import type { populate, RunningPortal } from "./running-portal.ts";

/** Where a client may reach a resource behind a gateway, and how to change that. */
export interface ChangingWorld {
  readonly running: RunningPortal;
  readonly world: Awaited<ReturnType<typeof populate>>;
  readonly client: FakeDevice;
  readonly gateway: FakeDevice;
}

export interface ChangeTools {
  now(): ChangingWorld;
  grant(): Promise<string>;
  after(device: FakeDevice, change: () => Promise<unknown>): Promise<{ event: string; payload: unknown }[]>;
  changePolicy(change: object): Promise<unknown>;
  /** Moves the portal's clock on. */
  advance(ms: number): void;
}

const names = (events: readonly { event: string }[]) => events.map(({ event }) => event);

/** The rows of the table that are about sign-in, uploads, addresses of devices and grants that replace one another. */
export function describeFurtherRows({ now, grant, after, changePolicy, advance }: ChangeTools): void {
  const db = () => now().running.portal.context.db;
  const accountId = () => now().running.account.accountId;
  const api = (method: string, path: string, body?: unknown) => now().running.api(method, path, body);

  /** A person with an identity at a provider, signed in on a client and in the portal. */
  async function signIn(role: "account_user" | "account_admin_user") {
    const { running, world } = now();
    const id = crypto.randomUUID();
    const issuer = `https://${id}.example`;
    const actor = await world.created("/actors", { actor: { name: "Mara", type: role, email: `${id}@acme.example` } });
    const own = { account_id: accountId(), actor_id: actor.id };
    await db()
      .insertInto("auth_providers")
      .values({ account_id: accountId(), id, type: "oidc", name: id, issuer })
      .execute();
    const identity = { ...own, id: crypto.randomUUID(), issuer, idp_id: id };
    await db().insertInto("external_identities").values(identity).execute();
    const { token, ...row } = running.portal.context.tokens.mint("client", accountId(), Date.now());
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    await db()
      .insertInto("client_tokens")
      .values({ ...own, ...row, auth_provider_id: id, expires_at })
      .execute();
    await db()
      .insertInto("portal_sessions")
      .values({ ...own, id: crypto.randomUUID(), auth_provider_id: id, expires_at })
      .execute();
    await api("PATCH", `/groups/${world.group.id}/memberships`, { memberships: { add: [actor.id] } });
    const device = await FakeDevice.connect(running.url, "client", token);
    await device.join();
    const countSessions = async () => {
      const sessions = await db().selectFrom("portal_sessions").select("id").where("actor_id", "=", actor.id).execute();
      return sessions.length;
    };
    return { actor, providerId: id, identityId: identity.id, device, countSessions };
  }

  describe("access requests", () => {
    test.each([
      { by: "a policy of its own", isByGroup: false },
      { by: "membership", isByGroup: true },
    ])("access that was given by $by and is ended before its time ends at once", async ({ isByGroup }) => {
      const { client, gateway, world } = now();
      await api("PATCH", `/resources/${world.resource.id}`, { resource: { is_requestable: true } });
      await api("PUT", `/groups/${world.group.id}/memberships`, { memberships: [] });
      const asked = { actor_id: world.actor.id, resource_id: world.resource.id, duration_secs: 3_600 };
      const { id } = await world.created("/access/requests", { access_request: asked });
      const approval = isByGroup ? { group_id: world.group.id } : {};
      const decide = (what: string, access_request: object) =>
        api("POST", `/access/requests/${id}/${what}`, { access_request });
      const given = await after(client, () => decide("approve", approval));
      expect(names(given)).toEqual(["resource_created_or_updated"]);
      await grant();
      const gone = await after(client, () => decide("end", {}));
      expect(gone).toEqual([{ event: "resource_deleted", payload: world.resource.id }]);
      await gateway.next("reject_access");
    });
  });

  describe("sign-in", () => {
    test("an identity that is deleted signs its person out, of clients and of the portal", async () => {
      const { actor, identityId, device, countSessions } = await signIn("account_user");
      const answer = await api("DELETE", `/actors/${actor.id}/external_identities/${identityId}`);
      expect(answer.status).toBe(200);
      expect((await device.next("disconnect")).payload).toEqual({ reason: "token_expired" });
      expect(await countSessions()).toBe(0);
      expect(names(await now().client.during(0))).not.toContain("disconnect");
    });

    test("a provider that is disabled signs out whoever came through it", async () => {
      const { providerId, device, countSessions } = await signIn("account_user");
      await db().updateTable("auth_providers").set({ is_disabled: true }).where("id", "=", providerId).execute();
      expect((await device.next("disconnect")).payload).toEqual({ reason: "token_expired" });
      expect(await countSessions()).toBe(0);
    });

    test("an administrator who becomes a user loses the portal, not the client", async () => {
      const { actor, device, countSessions } = await signIn("account_admin_user");
      expect(await countSessions()).toBe(1);
      const lowered = () => api("PATCH", `/actors/${actor.id}`, { actor: { type: "account_user" } });
      expect(await after(device, lowered)).toEqual([]);
      expect(await countSessions()).toBe(0);
      device.close();
    });

    test("a token that runs out ends its session", async () => {
      const { running, world } = now();
      const expires_at = new Date(Date.now() + 20_000).toISOString();
      const token = await world.created(`/actors/${world.actor.id}/client_tokens`, { client_token: { expires_at } });
      const device = await FakeDevice.connect(running.url, "client", token.token);
      await device.join();
      advance(21_000);
      expect((await device.next("disconnect")).payload).toEqual({ reason: "token_expired" });
    });
  });

  describe("what a grant was made with", () => {
    test("uploads of flow logs switched on or off make the client ask again, for new tokens", async () => {
      const clientId = await grant();
      const { client, gateway, world } = now();
      const pushed = await after(client, () => changePolicy({ flow_log_uploads_enabled: false }));
      expect(names(pushed)).toEqual(["resource_deleted", "resource_created_or_updated"]);
      expect((await gateway.next("reject_access")).payload).toEqual({
        client_id: clientId,
        resource_id: world.resource.id,
      });
    });

    test("another group on a policy takes away and gives", async () => {
      await grant();
      const { client, gateway, world } = now();
      const group = await world.created("/groups", { group: { name: `Others ${world.group.id}` } });
      expect(names(await after(client, () => changePolicy({ group_id: group.id })))).toEqual(["resource_deleted"]);
      await gateway.next("reject_access");
      const back = await after(client, () => changePolicy({ group_id: world.group.id }));
      expect(names(back)).toEqual(["resource_created_or_updated"]);
    });

    test("another resource on a policy takes the one and gives the other", async () => {
      await grant();
      const { client, gateway, world } = now();
      const attributes = { name: "Crane", type: "ip", address: "10.78.0.1", site_id: world.site.id };
      const other = await world.created("/resources", { resource: attributes });
      expect(await after(client, () => changePolicy({ resource_id: other.id }))).toMatchObject([
        { event: "resource_deleted", payload: world.resource.id },
        { event: "resource_created_or_updated", payload: { id: other.id } },
      ]);
      await gateway.next("reject_access");
    });

    test("a new policy gives a resource, with no end to what there is", async () => {
      await grant();
      const { client, gateway, world } = now();
      const attributes = { name: "Crane", type: "ip", address: "10.78.0.1", site_id: world.site.id };
      const other = await world.created("/resources", { resource: attributes });
      const policy = { group_id: world.group.id, resource_id: other.id };
      const pushed = await after(client, () => world.created("/policies", { policy }));
      expect(pushed).toMatchObject([{ event: "resource_created_or_updated", payload: { id: other.id } }]);
      expect(names(await gateway.during(0))).not.toContain("reject_access");
    });

    test("another site ends the grant and shows the new one", async () => {
      await grant();
      const { client, gateway, world } = now();
      const site = await world.created("/sites", { site: { name: `Pier ${world.site.id}` } });
      const moved = () => api("PATCH", `/resources/${world.resource.id}`, { resource: { site_id: site.id } });
      expect(await after(client, moved)).toMatchObject([
        { event: "resource_deleted", payload: world.resource.id },
        { event: "resource_created_or_updated", payload: { sites: [{ id: site.id }] } },
      ]);
      await gateway.next("reject_access");
    });

    test("another type or family of addresses ends the grant", async () => {
      await grant();
      const { client, gateway, world } = now();
      const change = (resource: object) => () => api("PATCH", `/resources/${world.resource.id}`, { resource });
      const typed = await after(client, change({ type: "dns", address: "shed.acme.example", ip_stack: "dual" }));
      expect(names(typed)).toEqual(["resource_deleted", "resource_created_or_updated"]);
      await gateway.next("reject_access");
      await grant();
      const narrowed = await after(client, change({ ip_stack: "ipv4_only" }));
      expect(names(narrowed)).toEqual(["resource_deleted", "resource_created_or_updated"]);
      await gateway.next("reject_access");
    });

    test("a grant that was replaced, or has run out, ends without a word; the current one does not", async () => {
      const clientId = await grant();
      await grant();
      const { client, gateway } = now();
      const grants = await db()
        .selectFrom("policy_authorizations")
        .select("id")
        .where("initiating_device_id", "=", clientId)
        .orderBy("inserted_at")
        .execute();
      expect(grants).toHaveLength(2);
      const end = (index: number) => () =>
        db().deleteFrom("policy_authorizations").where("id", "=", grants[index].id).execute();
      expect(await after(client, end(0))).toEqual([]);
      expect(names(await gateway.during(0))).not.toContain("reject_access");
      expect(names(await after(client, end(1)))).toEqual(["resource_deleted", "resource_created_or_updated"]);
      await gateway.next("reject_access");
      await grant();
      const expired = { expires_at: new Date(0).toISOString() };
      await db()
        .updateTable("policy_authorizations")
        .set(expired)
        .where("initiating_device_id", "=", clientId)
        .execute();
      const purge = () =>
        db().deleteFrom("policy_authorizations").where("initiating_device_id", "=", clientId).execute();
      expect(await after(client, purge)).toEqual([]);
      expect(names(await gateway.during(0))).not.toContain("reject_access");
    });

    test("a condition on the time that comes to fail takes the resource away within a minute", async () => {
      const { client, gateway } = now();
      const soon = new Date(Date.now() + 20_000);
      const range = `${"UMTWRFS"[soon.getUTCDay()]}/0-${soon.toISOString().slice(11, 19)}/UTC`;
      const condition = {
        property: "current_utc_datetime",
        operator: "is_in_day_of_week_time_ranges",
        values: [range],
      };
      await after(client, () => changePolicy({ conditions: [condition] }));
      for (let seconds = 0; seconds < 90; seconds += 30) {
        advance(30_000);
        await Promise.all([client.heartbeat(), gateway.heartbeat()]);
      }
      expect((await client.next("resource_deleted")).payload).toBe(now().world.resource.id);
    });
  });

  describe("devices", () => {
    const address = () => `100.64.${Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}`;

    test("a client and a gateway with another tunnel address get a new init", async () => {
      const clientId = await grant();
      const { client, gateway } = now();
      const move = (id: string, ipv4: string) => () =>
        db().updateTable("devices").set({ ipv4 }).where("id", "=", id).execute();
      const ipv4 = address();
      await move(clientId, ipv4)();
      expect((await client.next("init")).payload.interface).toMatchObject({ ipv4 });
      const { id } = await db()
        .selectFrom("policy_authorizations")
        .select("receiving_device_id as id")
        .where("initiating_device_id", "=", clientId)
        .executeTakeFirstOrThrow();
      const other = address();
      await move(id, other)();
      expect((await gateway.next("init")).payload).toMatchObject({
        interface: { ipv4: other },
        authorizations: [{ client_id: clientId }],
      });
    });

    test("a gateway that is deleted has to go", async () => {
      const clientId = await grant();
      const { gateway, world } = now();
      const { id } = await db()
        .selectFrom("policy_authorizations")
        .select("receiving_device_id as id")
        .where("initiating_device_id", "=", clientId)
        .executeTakeFirstOrThrow();
      expect((await api("DELETE", `/sites/${world.site.id}/gateways/${id}`)).status).toBe(200);
      await gateway.next("phx_close");
    });

    test("a token that is deleted ends the session of a device that is connected and has not joined", async () => {
      const { running, world } = now();
      const client = await FakeDevice.connect(running.url, "client", world.clientToken.token);
      const gateway = await FakeDevice.connect(running.url, "gateway", world.gatewayToken.token);
      const { token, ...row } = running.portal.context.tokens.mint("relay", null, Date.now());
      await db().insertInto("relay_tokens").values(row).execute();
      const relay = await FakeDevice.connect(running.url, "relay", token);
      await api("DELETE", `/actors/${world.actor.id}/client_tokens/${world.clientToken.id}`);
      await api("DELETE", `/sites/${world.site.id}/gateway_tokens/${world.gatewayToken.id}`);
      await db().deleteFrom("relay_tokens").where("id", "=", row.id).execute();
      for (const device of [client, gateway]) {
        expect((await device.next("disconnect")).payload).toEqual({ reason: "token_expired" });
      }
      for (const device of [client, gateway, relay]) expect(await device.untilClosed()).toBe(1001);
    });

    test("a device that connects and never says a word is let go", async () => {
      const { running, world, client } = now();
      const silent = await FakeDevice.connect(running.url, "client", world.clientToken.token);
      advance(30_000);
      await client.heartbeat();
      advance(8_000);
      await silent.untilClosed();
      expect(client.closed).toBeUndefined();
    });

    test("sessions of other devices, and what a session leaves in a device's row, reach nobody", async () => {
      await grant();
      const { client, gateway, running, world } = now();
      const another = async () => {
        const device = await FakeDevice.connect(running.url, "client", world.clientToken.token);
        await device.join();
        device.close();
      };
      expect(await after(client, another)).toEqual([]);
      expect(names(await gateway.during(0)).filter((event) => event !== "phx_reply")).toEqual([]);
    });
  });

  describe("features of the account", () => {
    test("ice-less connections are used as soon as they are switched on, where both ends can", async () => {
      const { client, gateway, world } = now();
      for (const device of [client, gateway]) device.send("set_snownet_capabilities", { iceless: true });
      const useIceless = async () => {
        client.send("request_authorization", { resource_id: world.resource.id, connected_gateway_ids: [] });
        const { payload } = await gateway.next("create_authorization");
        gateway.send("authorization_created", { ref: payload.ref });
        return [payload.use_iceless, (await client.next("authorization_created")).payload.use_iceless];
      };
      expect(await useIceless()).toEqual([false, false]);
      const set = async (iceless: boolean) => {
        const features = JSON.stringify({ policy_conditions: true, internet_resource: true, iceless });
        await db().updateTable("accounts").set({ features }).where("id", "=", accountId()).execute();
      };
      expect(await after(client, () => set(true))).toEqual([]);
      expect(await useIceless()).toEqual([true, true]);
      await set(false);
    });
  });
}
