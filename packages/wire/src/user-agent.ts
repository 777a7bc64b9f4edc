// `<OS type>/<OS version> <component>/<version>[ (<arch>; <kernel release>)]`, and what a portal learns from it.

import { isAtLeast, isBelow } from "./version.ts";

export const COMPONENTS = [
  "headless-client",
  "gui-client",
  "apple-client",
  "android-client",
  "gateway",
  "relay",
  "connlib",
] as const;
export type Component = (typeof COMPONENTS)[number];

export interface UserAgentParts {
  readonly osName: string;
  readonly osVersion: string;
  readonly component: Component;
  readonly version: string;
  readonly arch?: string;
  readonly kernel?: string;
}

/** Header value; what is not printable ASCII is left out. */
export function buildUserAgent({ osName, osVersion, component, version, arch, kernel }: UserAgentParts): string {
  const details = [arch, kernel].filter((part) => part !== undefined);
  const tail = details.length > 0 ? ` (${details.join("; ")})` : "";
  return `${osName}/${osVersion} ${component}/${version}${tail}`.replace(/[^\x20-\x7e]/g, "");
}

export type ClientClass = "headless" | "gui" | "apple" | "android";

export interface UserAgent {
  /** Version of the component; null where none is recognised, with which no client may connect. */
  readonly version: string | null;
  readonly clientClass: ClientClass;
  readonly osName: string;
  readonly osVersion: string | null;
  /** Version to show in logs: that of whatever came second. */
  readonly attributedVersion: string | null;
}

export function parseUserAgent(header: string): UserAgent {
  const split = /^([^/]*)\/([^ ]*) [^/]*\/([^ ]*)/.exec(header);
  return {
    version: componentVersion(header),
    clientClass: clientClass(header),
    osName: split ? split[1] : header,
    osVersion: split ? split[2] : null,
    attributedVersion: split ? split[3] : null,
  };
}

function componentVersion(header: string): string | null {
  for (const word of header.split(" ")) {
    const component = COMPONENTS.find((name) => word.startsWith(`${name}/`));
    if (component) return word.slice(component.length + 1);
  }
  return null;
}

const CLASS_BY_COMPONENT: readonly (readonly [string, ClientClass])[] = [
  ["headless-client/", "headless"],
  ["gui-client/", "gui"],
  ["apple-client/", "apple"],
  ["android-client/", "android"],
];
const CLASS_BY_SYSTEM: readonly (readonly [string, ClientClass])[] = [
  ["Mac OS", "apple"],
  ["macOS", "apple"],
  ["iOS", "apple"],
  ["Android", "android"],
];

function clientClass(header: string): ClientClass {
  const byComponent = CLASS_BY_COMPONENT.find(([word]) => header.includes(word));
  const bySystem = CLASS_BY_SYSTEM.find(([word]) => header.startsWith(word));
  return (byComponent ?? bySystem)?.[1] ?? "gui";
}

// First versions of each kind of client that know something; the portal shows older ones less.
const SITES_KEY_SINCE = { apple: "1.5.11", headless: "1.5.6", android: "1.5.8", gui: "1.5.10" } as const;
const POOLS_SINCE = { apple: "1.5.16", headless: "1.5.9", android: "1.5.11", gui: "1.5.13" } as const;
const POOL_TARGET_SINCE = { apple: "1.5.14", headless: "1.5.7", android: "1.5.9", gui: "1.5.11" } as const;
const SITE_CHANGE_SINCE = { apple: "1.5.9", headless: "1.5.5", android: "1.5.5", gui: "1.5.9" } as const;

export interface ClientAbilities {
  /** The one key under which this client reads the sites of a resource. */
  readonly sitesKey: "sites" | "gateway_groups";
  readonly siteIdKey: "site_id" | "gateway_group_id";
  readonly getsDevicePools: boolean;
  readonly canBePoolTarget: boolean;
  /** A renamed or changed site has to be sent as a deletion and a creation. */
  readonly needsDeleteBeforeSiteChange: boolean;
}

export function clientAbilities({
  clientClass: kind,
  version,
}: Pick<UserAgent, "clientClass" | "version">): ClientAbilities {
  const knowsSites = isAtLeast(version, SITES_KEY_SINCE[kind]);
  return {
    sitesKey: knowsSites ? "sites" : "gateway_groups",
    siteIdKey: knowsSites ? "site_id" : "gateway_group_id",
    getsDevicePools: isAtLeast(version, POOLS_SINCE[kind]),
    canBePoolTarget: isAtLeast(version, POOL_TARGET_SINCE[kind]),
    needsDeleteBeforeSiteChange: isBelow(version, SITE_CHANGE_SINCE[kind]),
  };
}
