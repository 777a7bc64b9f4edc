import type { ConnectionId, FailureReason } from "./connection.ts";

export type NodeEvent =
  /** Once for each connection: there is a path and a session. */
  | { readonly type: "connection-established"; readonly id: ConnectionId }
  | { readonly type: "connection-failed"; readonly id: ConnectionId; readonly reason: FailureReason }
  | { readonly type: "connection-closed"; readonly id: ConnectionId; readonly reason: "local" | "reset" }
  /** Lines for the peer, by way of the portal; best first. */
  | { readonly type: "new-candidates"; readonly id: ConnectionId; readonly candidates: readonly string[] }
  | { readonly type: "invalidated-candidates"; readonly id: ConnectionId; readonly candidates: readonly string[] }
  /** The last relay has failed: the portal should name others. */
  | { readonly type: "no-relays" };
