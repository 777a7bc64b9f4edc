// Data between clients and peers: ChannelData (RFC 8656 §12.4) and Send and Data indications (§11).

import { ipVersion, type SocketAddress } from "@fz/ip";
import {
  buildChannelData,
  CHANNEL_HEADER_BYTES,
  data,
  METHOD_DATA,
  readChannelLength,
  readChannelNumber,
  StunBuilder,
  type StunMessage,
  TRANSACTION_ID_BYTES,
  xorPeerAddress,
} from "@fz/stun";
import type { Allocation } from "../allocations/allocation.ts";
import type { Allocations } from "../allocations/allocations.ts";
import { type Counters, count } from "../counters.ts";
import type { Outbox } from "../output.ts";
import type { PeerPolicy } from "../peers/peer-policy.ts";
import { type PublicAddresses, publicAddress } from "../public-addresses.ts";
import type { Random } from "../random.ts";

/** The most that UDP over IPv4 carries. */
const DATAGRAM_MAX = 65_507;

export interface RelayingOptions {
  readonly addresses: PublicAddresses;
  readonly allocations: Allocations;
  readonly peers: PeerPolicy;
  readonly outbox: Outbox;
  readonly counters: Counters;
  readonly random: Random;
}

export class Relaying {
  readonly #options: RelayingOptions;

  constructor(options: RelayingOptions) {
    this.#options = options;
  }

  /** What is left over behind the payload is ignored: TCP-minded clients pad. */
  channelData(allocation: Allocation | undefined, datagram: Uint8Array, now: number): void {
    const { counters } = this.#options;
    if (datagram.length < CHANNEL_HEADER_BYTES) return counters.drop("malformed_channel_data");
    const end = CHANNEL_HEADER_BYTES + readChannelLength(datagram, 0);
    if (end > datagram.length) return counters.drop("malformed_channel_data");
    if (!allocation) return counters.drop("no_allocation");
    const channel = allocation.channels.withNumber(readChannelNumber(datagram, 0), now);
    if (!channel) return counters.drop("unbound_channel");
    return this.#toPeer(allocation, channel.peer, datagram.subarray(CHANNEL_HEADER_BYTES, end), now);
  }

  sendIndication(allocation: Allocation | undefined, message: StunMessage, now: number): void {
    const { counters } = this.#options;
    const peer = xorPeerAddress(message);
    const payload = data(message);
    if (!peer || peer.port === 0 || !payload) return counters.drop("malformed_indication");
    if (!allocation) return counters.drop("no_allocation");
    const isPermitted =
      allocation.permissions.permits(peer.ip, now) || allocation.channels.toPeer(peer, now) !== undefined;
    if (!isPermitted) return counters.drop("no_permission");
    return this.#toPeer(allocation, peer, payload, now);
  }

  /** A bound channel comes before a permission; without either, nobody reaches the client. */
  fromPeer(allocation: Allocation, peer: SocketAddress, payload: Uint8Array, now: number): void {
    const { counters, outbox, random } = this.#options;
    const channel = allocation.channels.toPeer(peer, now);
    if (!channel && !allocation.permissions.permits(peer.ip, now)) return counters.drop("no_permission");
    const datagram = channel
      ? buildChannelData(channel.number, payload)
      : new StunBuilder("indication", METHOD_DATA, random(TRANSACTION_ID_BYTES))
          .xorPeerAddress(peer)
          .data(payload)
          .build();
    if (datagram.length > DATAGRAM_MAX) return counters.drop("too_large");
    count(counters.toClients, payload.length);
    return outbox.push({ type: "to-client", client: allocation.client, payload: datagram });
  }

  /** Another allocation of this relay is reached without the detour over the network, which may not lead back here. */
  #toPeer(allocation: Allocation, peer: SocketAddress, payload: Uint8Array, now: number): void {
    const { counters, outbox, peers } = this.#options;
    if (peers.isPublic(peer.ip)) {
      const other = this.allocationAt(peer);
      const source = publicAddress(this.#options.addresses, ipVersion(peer.ip));
      if (other && source !== undefined) {
        count(counters.toPeers, payload.length);
        return this.fromPeer(other, { ip: source, port: allocation.port }, payload, now);
      }
      if (peers.judge(peer.ip) !== "allowed") return counters.drop("no_such_allocation");
    }
    count(counters.toPeers, payload.length);
    return outbox.push({ type: "to-peer", port: allocation.port, peer, payload });
  }

  /** The allocation of this relay that has this relayed address. */
  allocationAt(address: SocketAddress): Allocation | undefined {
    if (!this.#options.peers.isPublic(address.ip)) return undefined;
    const allocation = this.#options.allocations.onPort(address.port);
    return allocation?.versions.includes(ipVersion(address.ip)) ? allocation : undefined;
  }
}
