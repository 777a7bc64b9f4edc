// TCP to a host by name, over all its addresses at once.

import { lookup as systemLookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { Clock } from "./clock.ts";

const TCP_TIMEOUT = 5000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { "ws:": 80, "wss:": 443, "http:": 80, "https:": 443 };

/** A connected TCP socket, e.g. one whose packets bypass the tunnel. Has to give up when the signal aborts. */
export type CreateConnection = (address: { ip: string; port: number }, signal: AbortSignal) => Promise<Socket>;

/** How the portal is reached. */
export interface Way {
  readonly createConnection?: CreateConnection | undefined;
  /** Addresses of a host name; asked for each attempt. */
  readonly lookup?: ((host: string) => Promise<readonly string[]>) | undefined;
  /** Trust anchors, client certificate. */
  readonly tls?: ConnectionOptions | undefined;
}

/** Races all addresses of the host; rejects with what went wrong with the first of them. Leaves no other socket behind. */
export async function connectTo(
  url: URL,
  { lookup, createConnection }: Way,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  const host = hostOf(url);
  const port = url.port === "" ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  const ips = isIP(host) ? [host] : await abortable(lookup ? lookup(host) : resolve(host), signal);
  if (ips.length === 0) throw new Error(`${host} has no address`);
  const race = new AbortController();
  const abort = () => race.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const stopTimer = clock.after(TCP_TIMEOUT, () => race.abort(new Error(`no TCP connection to ${host}:${port}`)));
  let winner: Socket | undefined;
  const connections = ips.map(async (ip) => {
    const socket = await (createConnection ?? connect)({ ip, port }, race.signal);
    if (winner || race.signal.aborted) {
      socket.destroy();
      throw new Error("another address was faster");
    }
    winner = socket;
    return socket;
  });
  try {
    return await abortable(Promise.any(connections), race.signal);
  } catch (error) {
    winner?.destroy();
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    race.abort(new Error("another address was faster"));
    stopTimer();
    signal.removeEventListener("abort", abort);
  }
}

async function resolve(host: string): Promise<string[]> {
  const addresses = await systemLookup(host, { all: true });
  return addresses.map(({ address }) => address);
}

function connect({ ip, port }: { ip: string; port: number }, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolvePromise, reject) => {
    const socket = connectTcp({ host: ip, port, noDelay: true });
    const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", reject);
    socket.once("connect", () => {
      signal.removeEventListener("abort", abort);
      socket.removeListener("error", reject);
      resolvePromise(socket);
    });
  });
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolvePromise, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolvePromise, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** The host without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}
