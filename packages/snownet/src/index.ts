export type { ConnectionId, FailureReason } from "./connection.ts";
export type { ConnectionConfig } from "./connection-config.ts";
export { type Counters, DROP_HANDSHAKE, DROP_INVALID, DROP_UNKNOWN_CONNECTION, type DropReason } from "./counters.ts";
export { type ConnectionInfo, Node, type NodeOptions } from "./node.ts";
export type { NodeEvent } from "./node-event.ts";
export type { OutboundPath } from "./outbound-path.ts";
export type { PathInfo, Route } from "./path-info.ts";
export { type Random, RELAY_PORT, type RelayConfig, type RelayId, type Transmit } from "./relay.ts";
