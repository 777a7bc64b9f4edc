import type { ConsoleWorld } from "./console-world.ts";

/** Every page of the console, by what it shows. */
export function pagesOf({ things }: ConsoleWorld): Readonly<Record<string, string>> {
  const { site, resource, group, policy, actor } = things;
  return {
    overview: "",
    sites: "/sites",
    "a new site": "/sites/new",
    "a site": `/sites/${site.id}`,
    "a gateway to deploy": `/sites/${site.id}/deploy`,
    resources: "/resources",
    "a new resource": "/resources/new",
    "a resource": `/resources/${resource.id}`,
    groups: "/groups",
    "a group": `/groups/${group.id}`,
    policies: "/policies",
    "a new policy": "/policies/new",
    "conditions of a policy": `/policies/${policy.id}/edit`,
    "access requests": "/requests",
    "access to ask for": "/requests/new",
    "what ends when": "/endings",
    "an explanation": `/why?actor=${actor.id}&resource=${resource.id}`,
    "why, of an actor": `/actors/${actor.id}/why`,
    "why, of an actor and a resource": `/actors/${actor.id}/why?open=${resource.id}`,
    "why, of a resource": `/resources/${resource.id}/why`,
    clients: "/clients",
    relays: "/relays",
    "a relay to start": "/relays/new",
    people: "/people",
    "a new person": "/people/new",
    "service accounts": "/service-accounts",
    "an actor": `/actors/${actor.id}`,
    "the log of changes": "/logs/changes",
    "the log of API requests": "/logs/api-requests",
    settings: "/settings",
    "DNS settings": "/settings/dns",
    "notification settings": "/settings/notifications",
    "ways to sign in": "/settings/authentication",
    "a new way to sign in": "/settings/authentication/new",
    "API clients": "/settings/api",
    "a new API client": "/settings/api/new",
  };
}
