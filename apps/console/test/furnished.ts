// A world with something of everything, and each page of it: for what is checked of each, and for pictures.

import { FakeDevice } from "../../portal/test/fake-device.ts";
import type { ConsoleWorld } from "./console-world.ts";
import { pagesOf } from "./pages.ts";

/** By name, the path below `/<account>/console`. A test asks that no route is missing. */
export type Pages = Readonly<Record<string, string>>;

const TREE = {
  any: [
    { property: "remote_ip", operator: "is_in_cidr", values: ["203.0.113.0/24"] },
    {
      all: [
        { property: "client_verified", operator: "is", values: ["true"] },
        {
          property: "current_utc_datetime",
          operator: "is_in_day_of_week_time_ranges",
          values: ["M", "T", "W", "R", "F"].map((day) => `${day}/09:00-12:00,13:00-17:00/Europe/Lisbon`),
        },
      ],
    },
  ],
};

export async function furnish(world: ConsoleWorld): Promise<Pages> {
  const { running, things } = world;
  const { site, resource, group, actor, created, gatewayToken, clientToken } = things;
  const first = async (path: string) => (await running.api("GET", path)).body.data[0];
  const gateway = await FakeDevice.connect(running.url, "gateway", gatewayToken.token, { query: { name: "quay-1" } });
  const laptop = await FakeDevice.connect(running.url, "client", clientToken.token, { query: { name: "winch-7" } });
  await Promise.all([gateway.join(), laptop.join()]);
  await running.api("PATCH", `/resources/${resource.id}`, { resource: { is_requestable: true } });
  const crane = await created("/actors", { actor: { name: "Crane", type: "service_account" } });
  const asked = { actor_id: crane.id, resource_id: resource.id, duration_secs: 3_600, reason: "Repairs" };
  const request = await created("/access/requests", { access_request: asked });
  const ida = { name: "Ida Rhodes", email: "ida@acme.example", type: "account_user" };
  const person = await created("/actors", { actor: ida });
  const office = await created("/groups", { group: { name: "Office" } });
  const tree = { group_id: office.id, resource_id: resource.id, condition_tree: TREE };
  const policy = await created("/policies", { policy: tree });
  const [client, provider, apiClient, change] = await Promise.all([
    first("/clients"),
    first("/auth_providers"),
    first("/api_clients"),
    first("/logs?type=change"),
  ]);
  return {
    ...pagesOf(world),
    "a site to edit": `/sites/${site.id}/edit`,
    "a resource to edit": `/resources/${resource.id}/edit`,
    "a new group": "/groups/new",
    "a group to edit": `/groups/${group.id}/edit`,
    "a policy to edit": `/policies/${policy.id}/edit`,
    "a policy to switch": `/policies/${policy.id}/switch`,
    "an access request": `/requests/${request.id}`,
    "a device to connect": "/clients/connect",
    "a client": `/clients/${client.id}`,
    "why, of a client": `/clients/${client.id}/why`,
    "a person": `/actors/${person.id}`,
    "a person to edit": `/actors/${person.id}/edit`,
    "a password to set": `/actors/${person.id}/password`,
    "a new service account": "/service-accounts/new",
    "a service account": `/actors/${actor.id}`,
    "an entry of the log": `/logs/changes/${change.log_id}`,
    "the log of sessions": "/logs/sessions",
    "the log of flows": "/logs/flows",
    profile: "/profile",
    "a way to sign in": `/settings/authentication/${provider.id}`,
    "a way to sign in to edit": `/settings/authentication/${provider.id}/edit`,
    "an API client": `/settings/api/${apiClient.id}`,
    "an API client to edit": `/settings/api/${apiClient.id}/edit`,
    "nothing at all": "/nowhere",
  };
}
