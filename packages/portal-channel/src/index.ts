export { DAY, HOUR, PARTITION_BUDGET } from "./backoff.ts";
export { type Clock, systemClock } from "./clock.ts";
export type { CreateConnection, Way } from "./connect.ts";
export { FlowLogs } from "./flow-logs/flow-logs.ts";
export { type CandidateMessages, CLIENT_CANDIDATES, GATEWAY_CANDIDATES, HeldCandidates } from "./held-candidates.ts";
export { openSocket, type SocketOptions, UpgradeRefused } from "./open-socket.ts";
export {
  type Fatal,
  type Log,
  PortalChannel,
  type PortalChannelEvents,
  type PortalChannelOptions,
} from "./portal-channel.ts";
