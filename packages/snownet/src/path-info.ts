import type { SocketAddress } from "@fz/ip";

/** Direct paths touch no relay; of the others, the first end is ours. */
export type Route = "peer-to-peer" | "peer-to-relay" | "relay-to-peer" | "relay-to-relay";

/** The path that a connection's packets take. */
export interface PathInfo {
  readonly path: "direct" | "relayed";
  readonly route: Route;
  /** Where we send to, relays of ours left aside. */
  readonly remote: SocketAddress;
  /** Between the peers, smoothed, ms; undefined until a check of ours was answered. */
  readonly rtt: number | undefined;
}
