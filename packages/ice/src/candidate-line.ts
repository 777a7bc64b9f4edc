// The candidate-attribute of RFC 8839 §5.1, without its "a=", as peers exchange it through the portal. Host names are
// not accepted, extensions other than those named below are passed over.

import { parseIp, type SocketAddress } from "@fz/ip";
import type { Candidate, CandidateKind, CandidateProtocol } from "./candidate.ts";

const PREFIX = "candidate:";
const FIXED_FIELDS = 8;
const U16_MAX = 0xffff;
const U32_MAX = 0xffffffff;

const KINDS: ReadonlyMap<string, CandidateKind> = new Map(
  (["host", "srflx", "prflx", "relay"] as const).map((kind) => [kind, kind]),
);
const PROTOCOLS: ReadonlyMap<string, CandidateProtocol> = new Map(
  (["udp", "tcp", "ssltcp", "tls"] as const).map((protocol) => [protocol, protocol]),
);
const TCP_TYPES: ReadonlySet<string> = new Set(["active", "passive", "so"]);

/** Undefined where the line is no candidate. Component, ufrag and protocol are for the agent to judge. */
export function parseCandidate(line: string): Candidate | undefined {
  if (!line.startsWith(PREFIX)) return undefined;
  const fields = line.slice(PREFIX.length).trimEnd().split(/\s+/);
  if (fields.length < FIXED_FIELDS) return undefined;
  const [foundation, componentText, protocolText, priorityText, ipText, portText, typ, kindText] = fields;
  const component = parseNumber(componentText, U16_MAX);
  const protocol = PROTOCOLS.get(protocolText.toLowerCase());
  const priority = parseNumber(priorityText, U32_MAX);
  const address = parseAddress(ipText, portText);
  const kind = KINDS.get(kindText);
  const extensions = parseExtensions(fields.slice(FIXED_FIELDS));
  if (foundation === "" || component === undefined || protocol === undefined || priority === undefined)
    return undefined;
  if (!address || typ !== "typ" || kind === undefined || !extensions) return undefined;
  return { foundation, component, protocol, priority, address, kind, ...extensions };
}

export function formatCandidate(candidate: Candidate): string {
  const { foundation, component, protocol, priority, address, kind, related, ufrag } = candidate;
  const fixed = `${PREFIX}${foundation} ${component} ${protocol} ${priority} ${address.ip} ${address.port} typ ${kind}`;
  const relatedText = related ? ` raddr ${related.ip} rport ${related.port}` : "";
  const ufragText = ufrag === undefined ? "" : ` ufrag ${ufrag}`;
  return fixed + relatedText + ufragText;
}

/** The lines of one message to the peer: best candidate first, ties by text, none twice. */
export function candidateLines(candidates: readonly Candidate[]): string[] {
  const lines = candidates
    .map((candidate) => ({ priority: candidate.priority, line: formatCandidate(candidate) }))
    .sort((a, b) => b.priority - a.priority || (a.line < b.line ? -1 : 1))
    .map(({ line }) => line);
  return [...new Set(lines)];
}

interface Extensions {
  readonly related?: SocketAddress;
  readonly ufrag?: string;
}

/** Key and value by turns. Known keys need a valid value; raddr and rport count together or not at all. */
function parseExtensions(fields: readonly string[]): Extensions | undefined {
  const known = new Map<string, string>();
  for (let i = 0; i < fields.length; i += 2) {
    const check = EXTENSIONS.get(fields[i]);
    if (!check) continue;
    const value = fields[i + 1];
    if (value === undefined || !check(value)) return undefined;
    known.set(fields[i], value);
  }
  const related = parseAddress(known.get("raddr"), known.get("rport"));
  const ufrag = known.get("ufrag");
  return { ...(related && { related }), ...(ufrag !== undefined && { ufrag }) };
}

const EXTENSIONS: ReadonlyMap<string, (value: string) => boolean> = new Map<string, (value: string) => boolean>([
  ["raddr", (value) => parseIp(value) !== undefined],
  ["rport", (value) => parseNumber(value, U16_MAX) !== undefined],
  ["tcptype", (value) => TCP_TYPES.has(value)],
  ["ufrag", () => true],
]);

function parseAddress(ipText: string | undefined, portText: string | undefined): SocketAddress | undefined {
  const ip = ipText === undefined ? undefined : parseIp(ipText);
  const port = portText === undefined ? undefined : parseNumber(portText, U16_MAX);
  return ip === undefined || port === undefined ? undefined : { ip, port };
}

function parseNumber(text: string, max: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  return value <= max ? value : undefined;
}
