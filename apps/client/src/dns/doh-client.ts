// DNS over HTTPS (RFC 8484) outside the tunnel; HTTP/1.1 with connections that are kept for the next query.
import { Agent, type RequestOptions, request } from "node:https";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { decodeDohResponse, encodeDohRequest } from "@fz/dns";
import type { IpAddress } from "@fz/ip";
import { connectTcp } from "@fz/native";
import type { Marked } from "./plain-query.ts";

const HTTPS_PORT = 443;
const CONNECT_TIMEOUT = 4_000;
const MAX_BODY = 0xffff;
/** Servers close idle connections after 10 s or more; a query on one that is being closed would fail. */
const IDLE_TIMEOUT = 8_000;

export interface DohClientOptions extends Marked {
  readonly lookUp: (name: string) => Promise<readonly IpAddress[]>;
  /** Trust anchors; the ones that come with Node by default. */
  readonly ca?: string | undefined;
}

export class DohClient {
  readonly #options: DohClientOptions;
  #agent: Agent;

  constructor(options: DohClientOptions) {
    this.#options = options;
    this.#agent = this.#newAgent();
  }

  /** @throws where there is no DNS answer, or `signal` is aborted */
  async ask(serverUrl: string, query: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const { url, headers } = encodeDohRequest(serverUrl, query);
    const queryId = (query[0] << 8) | query[1];
    const response = decodeDohResponse(await get(new URL(url), headers, this.#agent, signal), queryId);
    if (!response) throw new Error(`${serverUrl} gave no DNS answer`);
    return response;
  }

  /** Closes every connection: the way out of this machine is another one now. */
  reset(): void {
    this.#agent.destroy();
    this.#agent = this.#newAgent();
  }

  close(): void {
    this.#agent.destroy();
  }

  #newAgent(): Agent {
    return new OutsideAgent((server) => this.#connect(server));
  }

  async #connect({ host, port }: Server): Promise<TLSSocket> {
    const { mark, ca, lookUp } = this.#options;
    const addresses = await lookUp(host);
    const tcp = await connectFirst(addresses, port, mark === undefined ? {} : { mark });
    return connectTls({
      socket: tcp,
      // TLS allows no addresses here (RFC 6066 §3).
      ...(addresses.includes(host) ? { host } : { servername: host }),
      ...(ca === undefined ? {} : { ca }),
      ALPNProtocols: ["http/1.1"],
    });
  }
}

interface Server {
  readonly host: string;
  readonly port: number;
}

class OutsideAgent extends Agent {
  readonly #connect: (server: Server) => Promise<TLSSocket>;

  constructor(connect: (server: Server) => Promise<TLSSocket>) {
    super({ keepAlive: true, timeout: IDLE_TIMEOUT });
    this.#connect = connect;
  }

  override createConnection(
    { host, port }: RequestOptions,
    done: (error: Error | null, socket: Duplex) => void = () => undefined,
  ): undefined {
    const bare = (host ?? "").replace(/^\[|\]$/g, "");
    this.#connect({ host: bare, port: Number(port ?? HTTPS_PORT) }).then(
      (socket) => done(null, socket),
      // The socket is not looked at beside an error.
      (error: Error) => done(error, new Socket()),
    );
  }
}

/** Races all addresses; whoever connects first is kept. */
async function connectFirst(addresses: readonly IpAddress[], port: number, marked: Marked): Promise<Socket> {
  const race = new AbortController();
  const signal = AbortSignal.any([race.signal, AbortSignal.timeout(CONNECT_TIMEOUT)]);
  let winner: Socket | undefined;
  const attempts = addresses.map(async (ip) => {
    const socket = await connectTcp({ ip, port }, { ...marked, signal });
    if (winner) socket.destroy();
    winner ??= socket;
    return winner;
  });
  try {
    return await Promise.any(attempts);
  } finally {
    race.abort();
  }
}

interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

function get(url: URL, headers: { accept: string }, agent: Agent, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, signal, agent }, async (response) => {
      try {
        const parts: Buffer[] = [];
        let length = 0;
        for await (const part of response as AsyncIterable<Buffer>) {
          length += part.length;
          if (length > MAX_BODY) throw new Error(`${url.host} sends more than a DNS message`);
          parts.push(part);
        }
        const contentType = response.headers["content-type"];
        resolve({ status: response.statusCode ?? 0, contentType, body: new Uint8Array(Buffer.concat(parts)) });
      } catch (error) {
        reject(error);
      }
    });
    asked.on("error", reject);
    asked.end();
  });
}
