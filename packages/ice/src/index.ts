export {
  IceAgent,
  type IceAgentOptions,
  type IceEvent,
  type IceState,
  type IceTransmit,
  type SelectedPath,
} from "./agent.ts";
export type { Candidate, CandidateKind, CandidateProtocol } from "./candidate.ts";
export { candidateLines, formatCandidate, parseCandidate } from "./candidate-line.ts";
export type { IceCredentials, IceRole } from "./connectivity-check.ts";
export type { LocalAddress } from "./local-candidates.ts";
export { isSameCandidate } from "./remote-candidates.ts";
export { CLIENT_DEFAULT, CLIENT_IDLE, GATEWAY_DEFAULT, GATEWAY_IDLE, type IceTiming } from "./timing.ts";
