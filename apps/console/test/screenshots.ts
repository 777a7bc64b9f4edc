// Writes a picture of each page, in light and dark and at a phone's width, for a look and for the documentation.

import { mkdirSync } from "node:fs";
import { connectCompany } from "./busy-company.ts";
import { createConsoleWorld, settled } from "./console-world.ts";

const FOLDER = process.argv[2] ?? "screenshots";
const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  { name: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;

mkdirSync(FOLDER, { recursive: true });
await using world = await createConsoleWorld();
const { site, resource, group, actor, policy } = world.things;
const condition_tree = {
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
await world.running.api("PATCH", `/policies/${policy.id}`, { policy: { condition_tree } });
await connectCompany(world);
const [provider] = (await world.running.api("GET", "/auth_providers")).body.data;
const [apiClient] = (await world.running.api("GET", "/api_clients")).body.data;
const PAGES = {
  overview: "",
  sites: "/sites",
  "sites-new": "/sites/new",
  site: `/sites/${site.id}`,
  "site-deploy": `/sites/${site.id}/deploy`,
  resources: "/resources",
  "resources-new": "/resources/new",
  resource: `/resources/${resource.id}`,
  groups: "/groups",
  group: `/groups/${group.id}`,
  policies: "/policies",
  "policies-new": `/policies/new?group=${group.id}`,
  "policies-edit": `/policies/${policy.id}/edit`,
  requests: "/requests",
  why: `/why?actor=${actor.id}&resource=${resource.id}`,
  "why-actor": `/actors/${actor.id}/why`,
  "why-actor-open": `/actors/${actor.id}/why?open=${resource.id}`,
  "why-resource": `/resources/${resource.id}/why`,
  clients: "/clients",
  people: "/people",
  "people-new": "/people/new",
  "service-accounts": "/service-accounts",
  actor: `/actors/${actor.id}`,
  logs: "/logs/changes",
  "logs-requests": "/logs/api-requests",
  settings: "/settings",
  "settings-dns": "/settings/dns",
  "settings-notifications": "/settings/notifications",
  "settings-authentication": "/settings/authentication",
  "settings-authentication-new": "/settings/authentication/new",
  "settings-authentication-one": `/settings/authentication/${provider.id}`,
  "settings-api": "/settings/api",
  "settings-api-one": `/settings/api/${apiClient.id}`,
};
for (const [name, path] of Object.entries(PAGES)) {
  for (const { name: look, ...options } of LOOKS) {
    const page = await world.open(path, options);
    page.on("console", (message) => message.type() === "error" && console.error(name, message.text()));
    page.on("pageerror", (error) => console.error(name, error));
    await settled(page);
    await page.screenshot({ path: `${FOLDER}/${name}-${look}.png` });
    await page.context().close();
  }
}
