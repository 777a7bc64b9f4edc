/** Why a datagram led to nothing. */
export type DropReason =
  | "source_port_0"
  | "not_stun"
  | "not_a_request"
  | "malformed_username"
  | "rate_limited"
  | "opening"
  | "malformed_channel_data"
  | "unbound_channel"
  | "no_allocation"
  | "malformed_indication"
  | "no_permission"
  | "no_such_allocation"
  | "too_large";

export interface Traffic {
  datagrams: number;
  bytes: number;
}

/** What happened since the start, for the metrics. */
export class Counters {
  readonly drops = new Map<DropReason, number>();
  /** By `<method>|<class>|<error code, or empty>`. */
  readonly responses = new Map<string, number>();
  /** Payload from clients to peers. */
  readonly toPeers: Traffic = { datagrams: 0, bytes: 0 };
  /** Payload from peers to clients. */
  readonly toClients: Traffic = { datagrams: 0, bytes: 0 };
  /** Requests to reach what a relay does not send to. */
  forbiddenPeers = 0;

  drop(reason: DropReason): void {
    this.drops.set(reason, (this.drops.get(reason) ?? 0) + 1);
  }

  response(method: string, responseClass: "success" | "error", code: number | undefined): void {
    const key = `${method}|${responseClass}|${code ?? ""}`;
    this.responses.set(key, (this.responses.get(key) ?? 0) + 1);
  }
}

export function count(traffic: Traffic, bytes: number): void {
  traffic.datagrams++;
  traffic.bytes += bytes;
}
