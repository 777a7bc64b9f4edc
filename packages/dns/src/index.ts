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
export { type AnswerRecord, buildQuery, buildResponse, buildServerFailure, fitResponse, withId } from "./response.ts";
