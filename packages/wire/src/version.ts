// Versions (semver 2.0.0) and what depends on them: which gateways a client can use, what an old device can be told.

/** Stock portals let a client meet gateways of about its own minor version: we speak the protocol of this one. */
export const PROTOCOL_VERSION = "1.5.17";

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: readonly string[];
}

const NUMBER = "(0|[1-9]\\d{0,8})";
const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const SEMVER = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`);

export function parseVersion(text: string): Version | undefined {
  const match = SEMVER.exec(text);
  if (!match) return undefined;
  const prerelease = match[4]?.split(".") ?? [];
  if (prerelease.some((identifier) => /^0\d+$/.test(identifier))) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]), prerelease };
}

/** Semver §11: negative, zero or positive; build metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareIdentifiers(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string, b: string): number {
  const aNumeric = /^\d+$/.test(a);
  const bNumeric = /^\d+$/.test(b);
  if (aNumeric && bNumeric) return Number(a) - Number(b);
  if (aNumeric !== bNumeric) return aNumeric ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether `text` is a version and not older than `minimum`. */
export function isAtLeast(text: string | null | undefined, minimum: string): boolean {
  const version = typeof text === "string" ? parseVersion(text) : undefined;
  const bound = parseVersion(minimum);
  return version !== undefined && bound !== undefined && compareVersions(version, bound) >= 0;
}

/** Whether `text` is a version and older than `bound`. */
export function isBelow(text: string | null | undefined, bound: string): boolean {
  return typeof text === "string" && parseVersion(text) !== undefined && !isAtLeast(text, bound);
}

const INTERNET_RESOURCE_SINCE = "1.3.0";
const PATTERNS_SINCE = "1.2.0";

/**
 * A DNS pattern for devices older than 1.2.0, which read a leading `*` as `**` and a leading `?` as `*`;
 * undefined where they cannot express it.
 */
export function dnsAddressFor(version: string, address: string): string | undefined {
  if (!isBelow(version, PATTERNS_SINCE)) return address;
  const [first, ...rest] = address.split(".");
  if (rest.some((label) => /[*?]/.test(label))) return undefined;
  const rewritten = { "**": "*", "*": "?" }[first];
  if (rewritten === undefined) return /[*?]/.test(first) ? undefined : address;
  return [rewritten, ...rest].join(".");
}

export type VersionedResource =
  | { readonly type: "dns"; readonly address: string }
  | { readonly type: "internet" }
  | { readonly type: "cidr" | "ip" | "static_device_pool" | "dynamic_device_pool" };

/** Whether a device of that version can be told of the resource at all. */
export function isRepresentable(resource: VersionedResource, version: string): boolean {
  if (resource.type === "internet") return !isBelow(version, INTERNET_RESOURCE_SINCE);
  return resource.type !== "dns" || dnsAddressFor(version, resource.address) !== undefined;
}

/**
 * A gateway may be one minor version older than the client and one newer. Client version null: unknown, every
 * gateway will do; no version at all in the text: none.
 */
export function isGatewayCompatible(
  clientVersion: string | null,
  gatewayVersion: string | null,
  resource: VersionedResource,
): boolean {
  if (clientVersion === null) return true;
  const client = parseVersion(clientVersion);
  const gateway = gatewayVersion === null ? undefined : parseVersion(gatewayVersion);
  if (!client || !gateway || gatewayVersion === null) return false;
  const { major } = client;
  const lowest = { major, minor: Math.max(0, client.minor - 1), patch: 0, prerelease: [] };
  const tooNew = { major, minor: client.minor + 2, patch: 0, prerelease: [] };
  const inRange = compareVersions(gateway, lowest) >= 0 && compareVersions(gateway, tooNew) < 0;
  return inRange && isRepresentable(resource, gatewayVersion);
}
