import { formatSocketAddress, parseIp } from "@fz/ip";
import { type Relay, turnCredentials } from "@fz/wire";
import type { Cluster, RelayPresence } from "../cluster/cluster.ts";
import type { GeoPoint } from "./location.ts";
import { chooseRelays, RELAYS_PER_DEVICE } from "./relay-choice.ts";

/** The relays one device was told of. */
export class RelaySet {
  readonly #cluster: Cluster;
  readonly #device: { readonly publicKey: string; readonly location: GeoPoint | null; readonly expiresAt: number };
  #told = new Set<string>();

  /** `expiresAt`: unix seconds until which the device's TURN credentials are good. */
  constructor(
    cluster: Cluster,
    device: { readonly publicKey: string; readonly location: GeoPoint | null; readonly expiresAt: number },
  ) {
    this.#cluster = cluster;
    this.#device = device;
  }

  /** A fresh choice, remembered as told. */
  choose(): Relay[] {
    const chosen = chooseRelays(this.#cluster.relays(), this.#device.location);
    this.#told = new Set(chosen.map(({ id }) => id));
    return chosen.flatMap((relay) => this.#entries(relay));
  }

  /** What to tell the device now that relays came or went; undefined where it is as well off as can be. */
  review(): { disconnected_ids: string[]; connected: Relay[] } | undefined {
    const online = new Set(this.#cluster.relays().map(({ id }) => id));
    const disconnected_ids = [...this.#told].filter((id) => !online.has(id));
    const wantsMore = this.#told.size < RELAYS_PER_DEVICE && online.size > 0;
    if (disconnected_ids.length === 0 && !wantsMore) return undefined;
    return { disconnected_ids, connected: this.choose() };
  }

  /** One entry for each address family. Addresses that are none are left out: one would cost the whole message. */
  #entries(relay: RelayPresence): Relay[] {
    const { publicKey, expiresAt } = this.#device;
    const credentials = turnCredentials(publicKey, expiresAt, relay.stampSecret);
    return [relay.ipv4, relay.ipv6].flatMap((address): Relay[] => {
      const ip = address === null ? undefined : parseIp(address);
      if (ip === undefined) return [];
      const addr = formatSocketAddress({ ip, port: relay.port });
      return [{ id: relay.id, type: "turn", addr, ...credentials, expires_at: expiresAt }];
    });
  }
}
