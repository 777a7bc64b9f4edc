export type {
  ClientCommand,
  ClientEvent,
  ConnectionEvent,
  HostDnsOutcome,
  HostDnsQuery,
  InterfaceConfig,
} from "./client/client-messages.ts";
export { type ClientStatus, ClientTunnel, type ClientTunnelOptions } from "./client/client-tunnel.ts";
export type { ResourceView, Status } from "./client/resource-view.ts";
export { type ControlPacket, encodeControlPacket, isControlPacket, parseControlPacket } from "./control-packet.ts";
export { type Filter, FilterSet, NO_PORT } from "./filters.ts";
export type { FlowReport } from "./flows/flow-tracker.ts";
export { PacketCount } from "./flows/packet-count.ts";
export type { GatewayCommand, GatewayEvent } from "./gateway/gateway-messages.ts";
export { type GatewayStatus, GatewayTunnel, type GatewayTunnelOptions } from "./gateway/gateway-tunnel.ts";
export type { PeerVerdict, Tunnel } from "./tunnel.ts";
