import { networkInterfaces } from "node:os";
import { type IpAddress, ipVersion, parseIp } from "@fz/ip";

const ANY = { 4: "0.0.0.0", 6: "::" } as const;

/** All addresses of this machine's interfaces. */
export function hostAddresses(): IpAddress[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).flatMap(({ address }) => parseIp(address) ?? []),
  );
}

/**
 * Where to bind for a public address unless told otherwise: to the very address where the machine has it, so that answers
 * leave from it; else, behind a one-to-one NAT, to all.
 */
export function defaultBindAddress(publicAddress: IpAddress, onHost: readonly IpAddress[]): IpAddress {
  return onHost.includes(publicAddress) ? publicAddress : ANY[ipVersion(publicAddress)];
}
