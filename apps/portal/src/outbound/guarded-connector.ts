// Connections to servers that an account's administrator named: never to what only this portal's host or network reaches.

import { lookup } from "node:dns/promises";
import type { Socket } from "node:net";
import { type AddressPolicy, type IpAddress, parseIp } from "@fz/ip";
import { buildConnector } from "undici";

/** All addresses of a name, as text. Throws where it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface GuardedConnectorOptions {
  /** What may be reached by https. */
  readonly addresses: AddressPolicy;
  readonly resolve: Resolve;
  readonly connectTimeoutMs: number;
  /** PEM certificates to trust instead of Node's (to which NODE_EXTRA_CA_CERTS adds). */
  readonly authorities?: readonly string[] | undefined;
}

/** The destination is not allowed. The message is for the person who configured it. */
export class OutboundRefused extends Error {
  override readonly name = "OutboundRefused";
}

/** Of the four threads that Node.js has for names, and for the hashes of passwords. */
const NAMES_AT_ONCE = 2;

/** As the system resolves names: hosts file, then its nameservers. */
export const resolveBySystem = fewAtOnce(
  async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address),
  NAMES_AT_ONCE,
);

/**
 * Resolves so many names at a time, and each once for all who ask meanwhile. A name whose nameserver does not answer
 * holds a thread for half a minute, however soon whoever asked gives up: without this, an account could hold them all.
 */
export function fewAtOnce(resolve: Resolve, atOnce: number): Resolve {
  const asked = new Map<string, Promise<readonly string[]>>();
  const waiting: (() => void)[] = [];
  let running = 0;
  const inTurn = async (hostname: string) => {
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await resolve(hostname);
    } finally {
      asked.delete(hostname);
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
  return (hostname) => {
    const answer = asked.get(hostname) ?? inTurn(hostname);
    asked.set(hostname, answer);
    return answer;
  };
}

/**
 * Resolves the name once and connects to exactly an address that was judged, so that a name which changes its address
 * in between (DNS re-binding) gains nothing. Plain http goes only to networks that are allowed explicitly.
 */
export function guardedConnector(options: GuardedConnectorOptions): buildConnector.connector {
  const connect = buildConnector({
    timeout: options.connectTimeoutMs,
    maxCachedSessions: 0,
    ...(options.authorities ? { ca: [...options.authorities] } : {}),
  });
  return (target, callback) => {
    permittedAddresses(options, target)
      .then((addresses) => connectToFirst(connect, target, addresses))
      .then(
        (socket) => callback(null, socket),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
  };
}

async function permittedAddresses(
  { addresses, resolve }: GuardedConnectorOptions,
  { hostname, protocol }: buildConnector.Options,
): Promise<IpAddress[]> {
  const bare = bareHost(hostname);
  const literal = parseIp(bare);
  const found = literal === undefined ? (await resolve(bare)).map(parseIp) : [literal];
  const known = found.filter((ip) => ip !== undefined);
  const permitted = known.filter((ip) => addresses.permits(ip));
  if (permitted.length === 0) {
    throw new OutboundRefused(
      `${bare} is not at a public address; where that is meant, add its network to OUTBOUND_ALLOWED_NETWORKS.`,
    );
  }
  if (protocol === "https:") return permitted;
  const plain = permitted.filter((ip) => addresses.configured(ip) === "allowed");
  if (plain.length === 0) throw new OutboundRefused(`${bare} must be reached by https.`);
  return plain;
}

/** One after the other; where none answers, the last failure counts. */
async function connectToFirst(
  connect: buildConnector.connector,
  target: buildConnector.Options,
  [address, ...others]: readonly IpAddress[],
): Promise<Socket> {
  try {
    return await connectTo(connect, { ...target, hostname: address, servername: serverName(target) });
  } catch (error) {
    if (others.length === 0) throw error;
    return connectToFirst(connect, target, others);
  }
}

function connectTo(connect: buildConnector.connector, target: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connect(target, (...[error, socket]) => (error ? reject(error) : resolve(socket)));
  });
}

/** The certificate has to be for the name that was asked for, not for the address that it led to. */
function serverName({ hostname, servername }: buildConnector.Options): string {
  return servername || (parseIp(bareHost(hostname)) === undefined ? hostname : "");
}

function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}
