// What clients were granted at this gateway, as the portal says it: made, prolonged, taken back, run out.
import { fromBase64 } from "@fz/bytes";
import type { Node } from "@fz/snownet";
import type { CreateAuthorization, GatewayInit } from "@fz/wire";
import type { Counters } from "../counters.ts";
import type { Queue } from "../queue.ts";
import type { ClientPeer } from "./client-peer.ts";
import type { ClientPeers } from "./client-peers.ts";
import type { GatewayEvent } from "./gateway-messages.ts";

export interface GrantsOptions {
  readonly node: Node;
  readonly peers: ClientPeers;
  readonly events: Queue<GatewayEvent>;
  readonly counters: Counters;
  /** Added to `now` it gives milliseconds since the Unix epoch. */
  readonly epochOffset: number;
  readonly sayGoodbye: (peer: ClientPeer, now: number) => void;
  /** Verdicts of before no longer hold. */
  readonly changed: () => void;
}

export class Grants {
  readonly #is: GrantsOptions;
  #epochOffset: number;

  constructor(options: GrantsOptions) {
    this.#is = options;
    this.#epochOffset = options.epochOffset;
  }

  /** The wall clock was set: grants end by it, wherever it stands. */
  setEpochOffset(epochOffset: number): void {
    const earlier = epochOffset - this.#epochOffset;
    this.#epochOffset = epochOffset;
    for (const peer of this.#is.peers.all()) {
      for (const { id, expiresAt } of peer.resources.values()) peer.setExpiry(id, expiresAt - earlier);
    }
  }

  /** The portal's list is all that is allowed: what it does not name is revoked, what we do not know is ignored. */
  resync(listed: GatewayInit["authorizations"]): void {
    const expiries = new Map(listed.map((grant) => [`${grant.client_id} ${grant.resource_id}`, grant.expires_at]));
    for (const peer of this.#is.peers.all()) {
      for (const resourceId of [...peer.resources.keys()]) {
        const expiry = expiries.get(`${peer.id} ${resourceId}`);
        if (expiry === undefined) this.#revoke(peer, resourceId, "revoked");
        else peer.setExpiry(resourceId, this.#monotonic(expiry));
      }
    }
  }

  create(message: CreateAuthorization, now: number): void {
    const { node, peers, events, counters, changed } = this.#is;
    const { client, resource } = message;
    const remotePublicKey = fromBase64(client.public_key);
    const presharedKey = fromBase64(client.preshared_key);
    if (!remotePublicKey || !presharedKey) return counters.add("unreadable-key");
    const local = message.gateway_ice_credentials;
    const remote = message.client_ice_credentials;
    const config = { remotePublicKey, presharedKey, local, remote, role: "controlled" as const };
    if (node.upsertConnection(client.id, config, now) === "no-relays") {
      events.push({ type: "portal", message: { event: "no_relays", payload: {} } });
      return;
    }
    const peer = peers.upsert(client.id, client.ipv4, client.ipv6);
    changed();
    if (!peer.authorize(resource, this.#monotonic(message.expires_at), message.flow_logs_ingest_token))
      return counters.add("unreadable-resource");
    events.push({ type: "portal", message: { event: "authorization_created", payload: { ref: message.ref } } });
    events.push({ type: "authorization", clientId: client.id, resourceId: resource.id, state: "created" });
  }

  reject(clientId: string, resourceId: string, now: number): void {
    const peer = this.#is.peers.get(clientId);
    if (!peer) return;
    this.#revoke(peer, resourceId, "revoked");
    if (peer.resources.size === 0) this.#dismiss(peer, now);
  }

  /** Takes back what has run out. */
  expire(peer: ClientPeer, now: number): void {
    for (const resource of [...peer.resources.values()]) {
      if (now >= resource.expiresAt) this.#revoke(peer, resource.id, "expired");
    }
    if (peer.resources.size === 0) this.#dismiss(peer, now);
  }

  /** The client is gone. */
  forget(peer: ClientPeer): void {
    this.#is.peers.forget(peer);
    this.#is.changed();
  }

  #revoke(peer: ClientPeer, resourceId: string, state: "revoked" | "expired"): void {
    if (!peer.revoke(resourceId)) return;
    this.#is.changed();
    this.#is.events.push({ type: "authorization", clientId: peer.id, resourceId, state });
  }

  /** Says Goodbye to a client that has nothing left to reach. */
  #dismiss(peer: ClientPeer, now: number): void {
    this.#is.sayGoodbye(peer, now);
    this.#is.node.closeConnection(peer.id, now);
    this.forget(peer);
  }

  /** Unix seconds to the tunnel's clock; null never comes. */
  #monotonic(unixSeconds: number | null): number {
    return unixSeconds === null ? Number.POSITIVE_INFINITY : unixSeconds * 1_000 - this.#epochOffset;
  }
}
