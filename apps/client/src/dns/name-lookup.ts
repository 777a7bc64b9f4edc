import { randomInt } from "node:crypto";
import { lookup as systemLookup } from "node:dns/promises";
import { buildQuery, DNS_PORT, parseResponse, RECORD_TYPE } from "@fz/dns";
import { type IpAddress, parseIp, type SocketAddress } from "@fz/ip";
import { askTcp, askUdp, type Marked } from "./plain-query.ts";

const TIMEOUT = 2_000;
const MAX_ID = 0x1_0000;

export interface NameLookupOptions extends Marked {
  /** The machine's own resolvers. */
  readonly resolvers: () => Promise<readonly IpAddress[]>;
  /** Of the resolvers; another one than DNS's own in tests only. */
  readonly port?: number;
}

/**
 * Addresses of a server that we need outside the tunnel: all resolvers are asked for both families at once, and the first
 * that knows any wins. The machine's own lookup would lead through the tunnel as soon as that is up, and a name that is
 * needed to build the tunnel would wait for itself.
 * @throws where no resolver knows an address
 */
export async function lookUp(name: string, options: NameLookupOptions): Promise<IpAddress[]> {
  const literal = parseIp(name.replace(/^\[|\]$/g, ""));
  if (literal !== undefined) return [literal];
  const resolvers = await options.resolvers();
  try {
    return await Promise.any(resolvers.map((ip) => askFor(name, { ip, port: options.port ?? DNS_PORT }, options)));
  } catch {
    throw new Error(
      `no resolver of this machine knows an address of ${name} (asked: ${resolvers.join(", ") || "none"})`,
    );
  }
}

/**
 * As `lookUp`, and at the same time as the machine would: it knows /etc/hosts and search domains. Whoever is first.
 * @throws where neither knows an address
 */
export async function lookUpAnywhere(name: string, options: NameLookupOptions): Promise<readonly string[]> {
  const bySystem = async () => {
    const addresses = await systemLookup(name, { all: true });
    if (addresses.length === 0) throw new Error(`the machine knows no address of ${name}`);
    return addresses.map(({ address }) => address);
  };
  try {
    return await Promise.any([lookUp(name, options), bySystem()]);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

async function askFor(name: string, server: SocketAddress, marked: Marked): Promise<IpAddress[]> {
  const types = [RECORD_TYPE.A, RECORD_TYPE.AAAA];
  const answers = await Promise.allSettled(types.map((type) => ask(name, type, server, marked)));
  const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  if (addresses.length === 0) throw new Error(`${server.ip} knows no address of ${name}`);
  return addresses;
}

/** Over UDP, and over TCP where that gives nothing or too little. */
async function ask(name: string, type: number, server: SocketAddress, marked: Marked): Promise<IpAddress[]> {
  const query = buildQuery(randomInt(MAX_ID), name, type);
  if (!query) throw new Error(`${name} is no domain name`);
  let answer: ReturnType<typeof parseResponse>;
  try {
    answer = parseResponse(await askUdp(server, query, marked, AbortSignal.timeout(TIMEOUT)));
  } catch {
    // What is wrong with UDP need not be wrong with TCP.
    answer = undefined;
  }
  if (!answer || answer.truncated) {
    answer = parseResponse(await askTcp(server, query, marked, AbortSignal.timeout(TIMEOUT)));
  }
  return (answer?.answers ?? []).flatMap(({ data }) => (data.kind === "address" ? [data.ip] : []));
}
