import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describePoolRows } from "./change-pools.ts";
import { describeRelayRows } from "./change-relays.ts";
import { describeFurtherRows } from "./change-rows.ts";
import { FakeDevice, stampSecret } from "./fake-device.ts";
import { populate, type RunningPortal, START_TIMEOUT_MS } from "./running-portal.ts";

/** Row by row what must reach which device, for the portal that `start` gives. */
export function describeChanges(start: (now: () => number) => Promise<RunningPortal>): void {
  let running: RunningPortal;
  let world: Awaited<ReturnType<typeof populate>>;
  let client: FakeDevice;
  let gateway: FakeDevice;
  let clockOffset = 0;
  let round = 0;

  beforeAll(async () => {
    running = await start(() => Date.now() + clockOffset);
  }, START_TIMEOUT_MS);
  afterAll(() => running[Symbol.asyncDispose]());

  beforeEach(async () => {
    clockOffset = 0;
    world = await populate(running, ` ${++round}`);
    gateway = await FakeDevice.connect(running.url, "gateway", world.gatewayToken.token);
    await gateway.join();
    client = await FakeDevice.connect(running.url, "client", world.clientToken.token);
    await client.join();
  });
  afterEach(() => {
    client.close();
    gateway.close();
  });

  const id = () => world.resource.id;
  const api = (method: string, path: string, body?: unknown) => running.api(method, path, body);
  const changePolicy = (change: object) => api("PATCH", `/policies/${world.policy.id}`, { policy: change });

  /** Full access: the client asks, the gateway agrees. Gives the client's id. */
  async function grant(): Promise<string> {
    client.send("request_authorization", { resource_id: id(), connected_gateway_ids: [] });
    const { payload } = await gateway.next("create_authorization");
    gateway.send("authorization_created", { ref: payload.ref });
    await client.next("authorization_created");
    return payload.client.id;
  }

  /** Until whatever was changed by now has gone out to the devices, and has arrived at these. */
  async function settled(...devices: FakeDevice[]): Promise<void> {
    const { db, feed } = running.portal.context;
    const legal_name = crypto.randomUUID();
    const { promise: handedOut, resolve } = Promise.withResolvers<void>();
    const stop = feed.onChanges((changes) => {
      if (changes.some(({ after }) => Reflect.get(Object(after), "legal_name") === legal_name)) resolve();
    });
    await db.updateTable("accounts").set({ legal_name }).where("id", "=", running.account.accountId).execute();
    await handedOut;
    stop();
    for (const device of devices) await device.fence();
  }

  /** The events that a device gets by a change. */
  async function after(
    device: FakeDevice,
    change: () => Promise<unknown>,
  ): Promise<{ event: string; payload: unknown }[]> {
    await settled(device);
    await device.during(0);
    await change();
    await settled(client, gateway, device);
    return (await device.during(0)).map(({ event, payload }) => ({ event, payload }));
  }

  const tools = {
    now: () => ({ running, world, client, gateway }),
    grant,
    after,
    changePolicy,
    advance: (ms: number) => {
      clockOffset += ms;
    },
  };
  describeFurtherRows(tools);
  describePoolRows(tools);
  describeRelayRows(tools);

  describe("policies", () => {
    test("deleting one cuts the gateway and takes the resource from the client", async () => {
      const clientId = await grant();
      const answered = api("DELETE", `/policies/${world.policy.id}`);
      const rejected = await gateway.next("reject_access");
      const deleted = await client.next("resource_deleted");
      expect(rejected.payload).toEqual({ client_id: clientId, resource_id: id() });
      expect(deleted.payload).toBe(id());
      await answered;
    });

    test("where another policy still allows it, the client is made to ask again", async () => {
      const second = await world.created("/groups", { group: { name: `Crew ${round}` } });
      await api("PUT", `/groups/${second.id}/memberships`, { memberships: [{ actor_id: world.actor.id }] });
      await grant();
      const extra = await world.created("/policies", { policy: { group_id: second.id, resource_id: id() } });
      expect(await after(client, () => changePolicy({ is_disabled: true }))).toMatchObject([
        { event: "resource_deleted", payload: id() },
        { event: "resource_created_or_updated", payload: { id: id() } },
      ]);
      await gateway.next("reject_access");
      await grant();
      expect(extra.is_disabled).toBe(false);
    });

    test("disabling takes away, enabling gives back", async () => {
      const gone = await after(client, () => changePolicy({ is_disabled: true }));
      expect(gone).toEqual([{ event: "resource_deleted", payload: id() }]);
      const back = await after(client, () => changePolicy({ is_disabled: false }));
      expect(back).toMatchObject([
        { event: "resource_created_or_updated", payload: { id: id(), address: "10.77.8.0/22" } },
      ]);
    });

    test("a condition that fails takes the resource away and says nothing more; one that holds makes the client ask again", async () => {
      await grant();
      const nearby = { property: "remote_ip", operator: "is_in_cidr", values: ["127.0.0.0/8"] };
      const again = await after(client, () => changePolicy({ conditions: [nearby] }));
      expect(again.map(({ event }) => event)).toEqual(["resource_deleted", "resource_created_or_updated"]);
      const faraway = { property: "remote_ip", operator: "is_in_cidr", values: ["192.0.2.0/24"] };
      expect(await after(client, () => changePolicy({ conditions: [faraway] }))).toEqual([
        { event: "resource_deleted", payload: id() },
      ]);
      client.send("request_authorization", { resource_id: id(), connected_gateway_ids: [] });
      expect((await client.next("authorization_creation_failed")).payload.reason).toBe("not_found");
    });

    test("a description is nobody's business", async () => {
      await grant();
      expect(await after(client, () => changePolicy({ description: "night shift" }))).toEqual([]);
      expect(await gateway.during(0)).not.toContainEqual(expect.objectContaining({ event: "reject_access" }));
    });
  });

  describe("memberships and groups", () => {
    test("leaving a group ends access, joining it gives access", async () => {
      await grant();
      const path = `/groups/${world.group.id}/memberships`;
      const gone = await after(client, () => api("PUT", path, { memberships: [] }));
      expect(gone).toEqual([{ event: "resource_deleted", payload: id() }]);
      await gateway.next("reject_access");
      const back = await after(client, () => api("PATCH", path, { memberships: { add: [world.actor.id] } }));
      expect(back.map(({ event }) => event)).toEqual(["resource_created_or_updated"]);
    });

    test("deleting a group ends what it allowed", async () => {
      await grant();
      const gone = await after(client, () => api("DELETE", `/groups/${world.group.id}`));
      expect(gone).toEqual([{ event: "resource_deleted", payload: id() }]);
      await gateway.next("reject_access");
    });

    test("renaming a group reaches no device", async () => {
      const pushed = await after(client, () =>
        api("PATCH", `/groups/${world.group.id}`, { group: { name: `R ${round}` } }),
      );
      expect(pushed).toEqual([]);
    });
  });

  describe("resources and sites", () => {
    const change = (attributes: object) => api("PATCH", `/resources/${id()}`, { resource: attributes });

    test("filters reach client and gateway without an end to access", async () => {
      await grant();
      const filters = [{ protocol: "tcp", ports: ["443", "8000-8100"] }];
      const pushed = await after(client, () => change({ filters }));
      const expected = [
        { protocol: "tcp", port_range_start: 443, port_range_end: 443 },
        { protocol: "tcp", port_range_start: 8000, port_range_end: 8100 },
      ];
      expect(pushed).toMatchObject([
        { event: "resource_created_or_updated", payload: { id: id(), filters: expected } },
      ]);
      const events = await gateway.during(0);
      expect(events.at(-1)).toMatchObject({ event: "resource_updated", payload: { id: id(), filters: expected } });
    });

    test("a new address ends the grant", async () => {
      const clientId = await grant();
      const pushed = await after(client, () => change({ address: "10.99.0.0/16" }));
      expect(pushed).toMatchObject([
        { event: "resource_deleted", payload: id() },
        { event: "resource_created_or_updated", payload: { address: "10.99.0.0/16" } },
      ]);
      expect((await gateway.next("reject_access")).payload).toEqual({ client_id: clientId, resource_id: id() });
    });

    test("a new name reaches the client only", async () => {
      await grant();
      const pushed = await after(client, () => change({ name: "Hangar" }));
      expect(pushed).toMatchObject([{ event: "resource_created_or_updated", payload: { name: "Hangar" } }]);
      expect(await gateway.during(0)).toEqual([expect.objectContaining({ event: "phx_reply" })]);
    });

    test("deleting it ends everything about it", async () => {
      await grant();
      const pushed = await after(client, () => api("DELETE", `/resources/${id()}`));
      expect(pushed).toEqual([{ event: "resource_deleted", payload: id() }]);
      await gateway.next("reject_access");
    });

    test("a site's new name is shown to clients; old clients get a deletion first", async () => {
      const old = await FakeDevice.connect(running.url, "client", world.clientToken.token, {
        userAgent: "Debian/12.0.0 headless-client/1.5.4 (x86_64)",
      });
      await old.join();
      const rename = () => api("PATCH", `/sites/${world.site.id}`, { site: { name: `Dock ${round}` } });
      expect(await after(client, rename)).toMatchObject([
        { event: "resource_created_or_updated", payload: { sites: [{ name: `Dock ${round}` }] } },
      ]);
      expect((await old.during(0)).map(({ event }) => event)).toEqual([
        "resource_deleted",
        "resource_created_or_updated",
      ]);
      old.close();
    });

    test("deleting a site takes its resources from clients and makes its gateways go", async () => {
      const pushed = await after(client, () => api("DELETE", `/sites/${world.site.id}`));
      expect(pushed).toEqual([{ event: "resource_deleted", payload: id() }]);
      await gateway.untilClosed();
      const ends = gateway.received.filter(({ event }) => event === "phx_close" || event === "disconnect");
      expect(ends.length).toBeGreaterThan(0);
    });
  });

  describe("devices, tokens and actors", () => {
    test("the end of a client token ends its session and its grants", async () => {
      await grant();
      await api("DELETE", `/actors/${world.actor.id}/client_tokens/${world.clientToken.id}`);
      expect((await client.next("disconnect")).payload).toEqual({ reason: "token_expired" });
      await gateway.next("reject_access");
    });

    test("the end of a gateway token ends its session", async () => {
      await api("DELETE", `/sites/${world.site.id}/gateway_tokens/${world.gatewayToken.id}`);
      expect((await gateway.next("disconnect")).payload).toEqual({ reason: "token_expired" });
    });

    test("the end of a relay token closes the relay", async () => {
      const { db, tokens } = running.portal.context;
      const { token, ...row } = tokens.mint("relay", null, Date.now());
      await db.insertInto("relay_tokens").values(row).execute();
      const relay = await FakeDevice.connect(running.url, "relay", token);
      await relay.join({ stamp_secret: stampSecret(String(round)) });
      await db.deleteFrom("relay_tokens").where("id", "=", row.id).execute();
      expect(await relay.untilClosed()).toBe(1001);
      expect(relay.received.map(({ event }) => event)).not.toContain("disconnect");
    });

    test("disabling an actor signs its clients out", async () => {
      await grant();
      await api("PATCH", `/actors/${world.actor.id}`, { actor: { is_disabled: true } });
      await client.next("disconnect");
      await gateway.next("reject_access");
    });

    test("deleting a client ends its grants and makes it come back as new", async () => {
      const clientId = await grant();
      await api("DELETE", `/clients/${clientId}`);
      await client.next("phx_close");
      expect((await gateway.next("reject_access")).payload.client_id).toBe(clientId);
    });

    test("verification gives and takes what asks for it", async () => {
      const clientId = await grant();
      const verified = { property: "client_verified", operator: "is", values: ["true"] };
      await after(client, () => changePolicy({ conditions: [verified] }));
      const given = await after(client, () => api("PUT", `/clients/${clientId}/verify`));
      expect(given.map(({ event }) => event)).toEqual(["resource_created_or_updated"]);
      await grant();
      const taken = await after(client, () => api("PUT", `/clients/${clientId}/unverify`));
      expect(taken.map(({ event }) => event)).toEqual(["resource_deleted"]);
      await gateway.next("reject_access");
    });

    test("a rename of a device reaches no one", async () => {
      const clientId = await grant();
      expect(await after(client, () => api("PATCH", `/clients/${clientId}`, { client: { name: "x" } }))).toEqual([]);
    });
  });

  describe("the account", () => {
    const update = (row: object) =>
      running.portal.context.db.updateTable("accounts").set(row).where("id", "=", running.account.accountId).execute();

    test("resolvers are pushed when they change, and only then", async () => {
      const config = {
        search_domain: "acme.example",
        clients_upstream_dns: { type: "custom", addresses: [{ address: "192.0.2.53" }] },
      };
      const pushed = await after(client, () => update({ config: JSON.stringify(config) }));
      expect(pushed).toMatchObject([
        {
          event: "config_changed",
          payload: {
            interface: {
              search_domain: "acme.example",
              upstream_do53: [{ ip: "192.0.2.53" }],
              upstream_dns: [{ protocol: "ip_port", address: "192.0.2.53:53" }],
            },
          },
        },
      ]);
      expect(await after(client, () => update({ name: `Acme ${round}` }))).toEqual([]);
      await update({ config: "{}" });
    });

    test("a new slug gives gateways a new init", async () => {
      await grant();
      await update({ slug: `slug-${Date.now()}` });
      expect((await gateway.next("init")).payload.authorizations).toMatchObject([{ resource_id: id() }]);
    });

    test("disabling it signs every client out and cuts every gateway", async () => {
      await grant();
      await update({ is_disabled: true });
      await client.next("disconnect");
      await gateway.next("reject_access");
      await update({ is_disabled: false });
    });
  });

  describe("time", () => {
    test("a grant that runs out while a policy still allows makes the client ask again", async () => {
      const second = await world.created("/groups", { group: { name: `Crew ${round}` } });
      await api("PUT", `/groups/${second.id}/memberships`, { memberships: [{ actor_id: world.actor.id }] });
      const soon = new Date(Date.now() + 20_000);
      const clock = soon.toISOString().slice(11, 19);
      const day = "UMTWRFS"[soon.getUTCDay()];
      await after(client, () =>
        changePolicy({
          conditions: [
            {
              property: "current_utc_datetime",
              operator: "is_in_day_of_week_time_ranges",
              values: [`${day}/0-${clock}/UTC`],
            },
          ],
        }),
      );
      client.send("request_authorization", { resource_id: id(), connected_gateway_ids: [] });
      const { payload } = await gateway.next("create_authorization");
      expect(payload.expires_at).toBe(Math.floor(soon.getTime() / 1_000));
      gateway.send("authorization_created", { ref: payload.ref });
      await client.next("authorization_created");
      await world.created("/policies", { policy: { group_id: second.id, resource_id: id() } });
      await settled(client);
      clockOffset = 25_000;
      expect((await client.next("resource_deleted")).payload).toBe(id());
      await client.next("resource_created_or_updated");
    });

    test("a policy's end caps the grant and takes the resource from the client", async () => {
      const soon = Date.now() + 20_000;
      await after(client, () => changePolicy({ expires_at: new Date(soon).toISOString() }));
      client.send("request_authorization", { resource_id: id(), connected_gateway_ids: [] });
      const { payload } = await gateway.next("create_authorization");
      expect(payload.expires_at).toBe(Math.floor(soon / 1_000));
      clockOffset = 21_000;
      expect((await client.next("resource_deleted")).payload).toBe(id());
    });

    test("a membership's end caps the grant and takes the resource from the client; a new end cuts the gateway", async () => {
      const path = `/groups/${world.group.id}/memberships`;
      const until = (time: number | null) => {
        const expires_at = time === null ? null : new Date(time).toISOString();
        return api("PATCH", path, { memberships: { add: [{ actor_id: world.actor.id, expires_at }] } });
      };
      const clientId = await grant();
      const soon = Date.now() + 20_000;
      expect((await after(client, () => until(soon))).map(({ event }) => event)).toEqual([
        "resource_deleted",
        "resource_created_or_updated",
      ]);
      expect((await gateway.next("reject_access")).payload).toEqual({ client_id: clientId, resource_id: id() });
      client.send("request_authorization", { resource_id: id(), connected_gateway_ids: [] });
      const { payload } = await gateway.next("create_authorization");
      expect(payload.expires_at).toBe(Math.floor(soon / 1_000));
      clockOffset = 21_000;
      expect((await client.next("resource_deleted")).payload).toBe(id());
      await until(null);
      await client.next("resource_created_or_updated");
    });

    test("outside a range access lasts until the range begins, and comes back when it is over", async () => {
      const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
      const [begin, end] = [Date.now() + 20_000, Date.now() + 30_000];
      const days = "UMTWRFS";
      const values = [...new Set([begin, end].map((ms) => days[new Date(ms).getUTCDay()]))].map((day) =>
        clock(begin) < clock(end)
          ? `${day}/${clock(begin)}-${clock(end)}/UTC`
          : `${day}/0-0:0:30,23:59:20-23:59:59/UTC`,
      );
      const inRange = { property: "current_utc_datetime", operator: "is_in_day_of_week_time_ranges", values };
      await after(client, () => changePolicy({ condition_tree: { not: inRange } }));
      client.send("request_authorization", { resource_id: id(), connected_gateway_ids: [] });
      const { payload } = await gateway.next("create_authorization");
      expect(payload.expires_at).toBeLessThanOrEqual(Math.floor(begin / 1_000));
      clockOffset = 21_500;
      expect((await client.next("resource_deleted")).payload).toBe(id());
      clockOffset = 32_000;
      await client.next("resource_created_or_updated");
    });

    test("verification counts against access where a tree says so", async () => {
      const verified = { property: "client_verified", operator: "is", values: ["true"] };
      await after(client, () => changePolicy({ condition_tree: { not: verified } }));
      const clientId = await grant();
      const taken = await after(client, () => api("PUT", `/clients/${clientId}/verify`));
      expect(taken.map(({ event }) => event)).toEqual(["resource_deleted"]);
      await gateway.next("reject_access");
    });

    test("a client that falls silent is let go", async () => {
      clockOffset = 38_000;
      await client.untilClosed();
      await gateway.untilClosed();
    });
  });
}
