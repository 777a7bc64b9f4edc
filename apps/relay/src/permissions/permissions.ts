// Permissions of one allocation, RFC 8656 §9: which addresses may send to it, whatever their port.

import type { IpAddress } from "@fz/ip";

export const PERMISSION_LIFETIME_MS = 5 * 60_000;
export const PERMISSIONS_MAX = 1024;

export class Permissions {
  readonly #validUntil = new Map<IpAddress, number>();

  /** Installs or renews all of them; false where they are too many to be kept, and then none is. */
  install(peers: readonly IpAddress[], now: number): boolean {
    const added = new Set(peers.filter((ip) => !this.#validUntil.has(ip))).size;
    if (this.#validUntil.size + added > PERMISSIONS_MAX) {
      this.#dropExpired(now);
      if (this.#validUntil.size + peers.length > PERMISSIONS_MAX) return false;
    }
    for (const ip of peers) this.#validUntil.set(ip, now + PERMISSION_LIFETIME_MS);
    return true;
  }

  permits(ip: IpAddress, now: number): boolean {
    const validUntil = this.#validUntil.get(ip);
    return validUntil !== undefined && now < validUntil;
  }

  #dropExpired(now: number): void {
    for (const [ip, validUntil] of this.#validUntil) {
      if (now >= validUntil) this.#validUntil.delete(ip);
    }
  }
}
