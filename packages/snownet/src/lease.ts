import type { LocalAddress } from "@fz/ice";
import { ipVersion, type SocketAddress } from "@fz/ip";

/** What a relay has allocated to us, and until when (RFC 8656 §7). Times in ms. */
export class Lease {
  readonly candidates: readonly LocalAddress[];
  readonly ipv4: SocketAddress | undefined;
  readonly ipv6: SocketAddress | undefined;
  expiresAt = 0;
  refreshAt = 0;

  /** `relaySocket`: where we reach the relay. Of the relayed addresses the first of each family counts. */
  constructor(relayed: readonly SocketAddress[], relaySocket: SocketAddress) {
    const reachedOver = ipVersion(relaySocket.ip);
    this.ipv4 = relayed.find(({ ip }) => ipVersion(ip) === 4);
    this.ipv6 = relayed.find(({ ip }) => ipVersion(ip) === 6);
    this.candidates = [this.ipv4, this.ipv6].flatMap((address): LocalAddress[] =>
      address ? [{ kind: "relay", address, reachedOver }] : [],
    );
  }

  extend(lifetimeMs: number, now: number): void {
    this.expiresAt = now + lifetimeMs;
    this.refreshAt = now + lifetimeMs / 2;
  }
}
