import { ipVersion, type SocketAddress, sameSocketAddress } from "@fz/ip";
import { type Candidate, COMPONENT, foundation, unstampedPriority } from "./candidate.ts";

/** New guesses per evaluation. */
const MAX_GUESSES = 2;

/**
 * A peer behind a NAT that forwards its listen port unchanged is reachable at its public address and private port,
 * although no server has ever seen it there. Gives the remote candidates to try: public address of each IPv4
 * server-reflexive candidate with the port of each IPv4 host candidate, unless that is known already.
 */
export function optimisticCandidates(remotes: readonly Candidate[]): Candidate[] {
  const ipv4 = remotes.filter(({ address }) => ipVersion(address.ip) === 4);
  const reflexive = ipv4.filter(({ kind }) => kind === "srflx");
  const hosts = ipv4.filter(({ kind }) => kind === "host");
  const guesses: Candidate[] = [];
  for (const { address: publicAddress } of reflexive) {
    for (const { address: hostAddress } of hosts) {
      const address = { ip: publicAddress.ip, port: hostAddress.port };
      if (guesses.length === MAX_GUESSES) return guesses;
      if ([...remotes, ...guesses].some((known) => sameSocketAddress(known.address, address))) continue;
      guesses.push(guess(address));
    }
  }
  return guesses;
}

function guess(address: SocketAddress): Candidate {
  const priority = unstampedPriority("srflx", 4);
  return {
    foundation: foundation("srflx", address, priority),
    component: COMPONENT,
    protocol: "udp",
    priority,
    address,
    kind: "srflx",
  };
}
