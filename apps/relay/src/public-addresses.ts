import type { IpAddress, IpVersion } from "@fz/ip";

/** What clients and peers know the relay by; at least one. */
export interface PublicAddresses {
  readonly ipv4: IpAddress | undefined;
  readonly ipv6: IpAddress | undefined;
}

export function publicAddress(addresses: PublicAddresses, version: IpVersion): IpAddress | undefined {
  return version === 4 ? addresses.ipv4 : addresses.ipv6;
}

export function publicVersions(addresses: PublicAddresses): IpVersion[] {
  const versions: IpVersion[] = [];
  if (addresses.ipv4 !== undefined) versions.push(4);
  if (addresses.ipv6 !== undefined) versions.push(6);
  return versions;
}
