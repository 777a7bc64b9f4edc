export { DnsTcpClient } from "./tcp-client.ts";
export { DnsTcpServer, type TcpQuery } from "./tcp-server.ts";
export type { TunnelSource } from "./tunnel-source.ts";
export { type ClientResult, DnsUdpClient } from "./udp-client.ts";
