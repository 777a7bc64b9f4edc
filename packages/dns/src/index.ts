export {
  CLASS_IN,
  DNS_PORT,
  OPCODE_QUERY,
  RCODE,
  RECORD_TYPE,
  TCP_MESSAGE_LIMIT,
  UDP_ANSWER_LIMIT,
} from "./constants.ts";
export {
  DNS_MESSAGE_MEDIA_TYPE,
  type DohRequest,
  type DohResponse,
  decodeDohResponse,
  encodeDohRequest,
} from "./doh.ts";
export { MessageReader, withLengthPrefix } from "./length-prefix.ts";
export {
  type DnsMessage,
  parseMessage,
  parseQuery,
  parseResponse,
  type Question,
  type RecordData,
  type ResourceRecord,
} from "./message.ts";
export { type DomainName, encodeName, nameKey, parseName, readName, sameName } from "./name.ts";
export { comparePatterns, type NamePattern, parsePattern } from "./pattern.ts";
export { ProxyAddresses, type ProxySet } from "./proxy-addresses.ts";
export { type DnsResource, DnsResources, type IpStack, resourceAddresses } from "./resources.ts";
export { type AnswerRecord, buildQuery, buildResponse, buildServerFailure, fitResponse, withId } from "./response.ts";
export type { SentinelMapping } from "./sentinels.ts";
export {
  type AssignedAddresses,
  type DnsTransport,
  type ForwardedQuery,
  type QueryArrival,
  type QueryVerdict,
  type ResourceAnswer,
  StubResolver,
  type UpstreamOutcome,
} from "./stub-resolver.ts";
export type { Upstream, UpstreamSources } from "./upstream.ts";
