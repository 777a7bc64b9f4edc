export { DAY, HOUR, PARTITION_BUDGET } from "./backoff.ts";
export { type Clock, systemClock } from "./clock.ts";
export { type CandidateMessages, CLIENT_CANDIDATES, GATEWAY_CANDIDATES, HeldCandidates } from "./held-candidates.ts";
export { type CreateConnection, openSocket, type SocketOptions, UpgradeRefused } from "./open-socket.ts";
export {
  type Fatal,
  type Log,
  PortalChannel,
  type PortalChannelEvents,
  type PortalChannelOptions,
} from "./portal-channel.ts";
