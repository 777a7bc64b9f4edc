// Names of DNS resources at the gateway: a client says which proxy addresses it gave out for a name, the host resolves the
// name, and the client is told whether its packets are translated from now on.
import type { IpAddress } from "@fz/ip";
import type { ControlPacket } from "../control-packet.ts";
import type { Counters } from "../counters.ts";
import type { Queue } from "../queue.ts";
import type { ClientPeer } from "./client-peer.ts";
import type { ClientPeers } from "./client-peers.ts";
import type { GatewayEvent } from "./gateway-messages.ts";
import { Resolutions } from "./resolutions.ts";

export interface NameTranslationsOptions {
  readonly peers: ClientPeers;
  readonly events: Queue<GatewayEvent>;
  readonly counters: Counters;
  readonly send: (peer: ClientPeer, message: ControlPacket, now: number) => void;
  /** Packets to a name lead elsewhere than before. */
  readonly changed: () => void;
}

export class NameTranslations {
  readonly #is: NameTranslationsOptions;
  readonly #resolutions = new Resolutions();

  constructor(options: NameTranslationsOptions) {
    this.#is = options;
  }

  handleAssignedIps(peer: ClientPeer, message: Extract<ControlPacket, { type: "assigned-ips" }>, now: number): void {
    const { resource, domain, proxyIps } = message;
    if (!peer.resources.has(resource)) return this.#tellStatus(peer, resource, domain, false, now);
    const begun = this.#resolutions.begin({ clientId: peer.id, resource, domain, proxyIps }, now);
    if (!begun) return this.#is.counters.add("too-many-resolutions");
    this.#is.events.push({ type: "resolve", id: begun.id, domain });
  }

  finish(id: number, addresses: readonly IpAddress[], now: number): void {
    const resolution = this.#resolutions.finish(id);
    const peer = resolution && this.#is.peers.get(resolution.clientId);
    if (!resolution || !peer) return;
    const { resource, domain, proxyIps } = resolution;
    const active = peer.translate(resource, domain, proxyIps, addresses);
    this.#is.changed();
    this.#tellStatus(peer, resource, domain, active, now);
  }

  pollTimeout(): number | undefined {
    return this.#resolutions.nextDeadline;
  }

  handleTimeout(now: number): void {
    for (const overdue of this.#resolutions.takeOverdue(now)) {
      const peer = this.#is.peers.get(overdue.clientId);
      if (peer) this.#tellStatus(peer, overdue.resource, overdue.domain, false, now);
    }
  }

  #tellStatus(peer: ClientPeer, resource: string, domain: string, active: boolean, now: number): void {
    this.#is.send(peer, { type: "domain-status", resource, domain, active }, now);
  }
}
