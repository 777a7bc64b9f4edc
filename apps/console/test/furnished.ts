// A world with something of everything, and each page of it: for what is checked of each, and for pictures.

import { FakeDevice } from "../../portal/test/fake-device.ts";
import type { ConsoleWorld } from "./console-world.ts";

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
  const things = await addThings(world);
  return { ...pagesOfAccess(things), ...pagesOfPeople(things), ...pagesOfLogs(things), ...pagesOfSettings(things) };
}

async function addThings({ running, things }: ConsoleWorld) {
  const { resource, created, gatewayToken, clientToken } = things;
  const first = async (path: string) => (await running.api("GET", path)).body.data[0];
  const gateway = await FakeDevice.connect(running.url, "gateway", gatewayToken.token, { query: { name: "quay-1" } });
  const laptop = await FakeDevice.connect(running.url, "client", clientToken.token, { query: { name: "winch-7" } });
  await Promise.all([gateway.join(), laptop.join()]);
  await running.api("PATCH", `/resources/${resource.id}`, { resource: { is_requestable: true } });
  const crane = await created("/actors", { actor: { name: "Crane", type: "service_account" } });
  const asked = { actor_id: crane.id, resource_id: resource.id, duration_secs: 3_600, reason: "Repairs" };
  const request = await created("/access/requests", { access_request: asked });
  const given = await created("/access/requests", {
    access_request: { ...asked, reason: "Painting", actor_id: things.actor.id },
  });
  await running.api("POST", `/access/requests/${given.id}/approve`, { access_request: {} });
  const ida = { name: "Ida Rhodes", email: "ida@acme.example", type: "account_user" };
  const person = await created("/actors", { actor: ida });
  const office = await created("/groups", { group: { name: "Office" } });
  const tree = { group_id: office.id, resource_id: resource.id, condition_tree: TREE };
  const policyOfTree = await created("/policies", { policy: tree });
  const [client, provider, apiClient, change] = await Promise.all([
    first("/clients"),
    first("/auth_providers"),
    first("/api_clients"),
    first("/logs?type=change"),
  ]);
  return { ...things, request, given, person, policyOfTree, client, provider, apiClient, change };
}
type Things = Awaited<ReturnType<typeof addThings>>;

const pagesOfAccess = ({ site, resource, group, actor, policy, policyOfTree, request, given }: Things): Pages => ({
  overview: "",
  sites: "/sites",
  "a new site": "/sites/new",
  "a site": `/sites/${site.id}`,
  "a site to edit": `/sites/${site.id}/edit`,
  "a gateway to deploy": `/sites/${site.id}/deploy`,
  resources: "/resources",
  "a new resource": "/resources/new",
  "a resource": `/resources/${resource.id}`,
  "a resource to edit": `/resources/${resource.id}/edit`,
  "why, of a resource": `/resources/${resource.id}/why`,
  groups: "/groups",
  "a new group": "/groups/new",
  "a group": `/groups/${group.id}`,
  "a group to edit": `/groups/${group.id}/edit`,
  "why, of a group": `/groups/${group.id}/why`,
  "why, of a group and a resource": `/groups/${group.id}/why?open=${resource.id}`,
  policies: "/policies",
  "a new policy": "/policies/new",
  "conditions of a policy": `/policies/${policy.id}/edit`,
  "a tree of conditions": `/policies/${policyOfTree.id}/edit`,
  "a policy to switch": `/policies/${policyOfTree.id}/switch`,
  "why, of a policy": `/policies/${policy.id}/why`,
  "access requests": "/requests",
  "access to ask for": "/requests/new",
  "an access request": `/requests/${request.id}`,
  "access that was given": `/requests/${given.id}`,
  "what ends when": "/endings",
  "an explanation": `/why?actor=${actor.id}&resource=${resource.id}`,
});

const pagesOfPeople = ({ actor, person, client, resource }: Things): Pages => ({
  clients: "/clients",
  "a device to connect": "/clients/connect",
  "a client": `/clients/${client.id}`,
  "why, of a client": `/clients/${client.id}/why`,
  relays: "/relays",
  "a relay to start": "/relays/new",
  people: "/people",
  "a new person": "/people/new",
  "a person": `/actors/${person.id}`,
  "a person to edit": `/actors/${person.id}/edit`,
  "a password to set": `/actors/${person.id}/password`,
  "service accounts": "/service-accounts",
  "a new service account": "/service-accounts/new",
  "a service account": `/actors/${actor.id}`,
  "a service account to edit": `/actors/${actor.id}/edit`,
  "why, of a service account": `/actors/${actor.id}/why`,
  "why, of a service account and a resource": `/actors/${actor.id}/why?open=${resource.id}`,
  profile: "/profile",
});

const pagesOfLogs = ({ change }: Things): Pages => ({
  "the log of changes": "/logs/changes",
  "an entry of the log": `/logs/changes/${change.log_id}`,
  "the log of sessions": "/logs/sessions",
  "the log of flows": "/logs/flows",
  "the log of API requests": "/logs/api-requests",
});

const pagesOfSettings = ({ provider, apiClient }: Things): Pages => ({
  settings: "/settings",
  "DNS settings": "/settings/dns",
  "notification settings": "/settings/notifications",
  "ways to sign in": "/settings/authentication",
  "a new way to sign in": "/settings/authentication/new",
  "a way to sign in": `/settings/authentication/${provider.id}`,
  "a way to sign in to edit": `/settings/authentication/${provider.id}/edit`,
  "API clients": "/settings/api",
  "a new API client": "/settings/api/new",
  "an API client": `/settings/api/${apiClient.id}`,
  "an API client to edit": `/settings/api/${apiClient.id}/edit`,
  "nothing at all": "/nowhere",
});
