// DNS queries that leave outside the tunnel: plain over UDP and TCP, and over HTTPS. A socket of its own for each.
import { randomInt } from "node:crypto";
import { request } from "node:https";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { buildQuery, DNS_PORT, decodeDohResponse, encodeDohRequest, parseResponse, RECORD_TYPE } from "@fz/dns";
import { type IpAddress, ipVersion, parseIp, type SocketAddress } from "@fz/ip";
import { bindDgram, connectTcp } from "@fz/native";
import type { HostDnsOutcome, HostDnsQuery } from "@fz/tunnel";

const TIMEOUT = 5_000;
const MAX_CONCURRENT = 1_000;
const MAX_UDP_ANSWER = 1_500;
const HTTPS_PORT = 443;
const MAX_ID = 0x1_0000;

export interface HostDnsOptions {
  /** SO_MARK of packets that must not enter the tunnel; undefined in tests. */
  readonly mark?: number | undefined;
  /** Who knows where a DoH server is. */
  readonly resolvers: () => Promise<readonly IpAddress[]>;
}

export class HostDns {
  readonly #options: HostDnsOptions;
  #running = 0;
  #generation = new AbortController();

  constructor(options: HostDnsOptions) {
    this.#options = options;
  }

  /** Undefined where too many queries are under way: this one is not asked. */
  async ask(query: HostDnsQuery): Promise<HostDnsOutcome | undefined> {
    if (this.#running >= MAX_CONCURRENT) return undefined;
    this.#running++;
    const timeout = AbortSignal.timeout(TIMEOUT);
    const signal = AbortSignal.any([timeout, this.#generation.signal]);
    try {
      return { type: "response", payload: await this.#send(query, signal) };
    } catch {
      // What exactly failed is the server's or the network's affair; whoever asked gets SERVFAIL or nothing.
      return { type: timeout.aborted ? "timeout" : "failure" };
    } finally {
      this.#running--;
    }
  }

  /** The network changed: what is under way will not be answered. */
  reset(): void {
    this.#generation.abort();
    this.#generation = new AbortController();
  }

  #send(query: HostDnsQuery, signal: AbortSignal): Promise<Uint8Array> {
    switch (query.transport) {
      case "udp":
        return this.#askUdp(query.server, query.payload, signal);
      case "tcp":
        return this.#askTcp(query.server, query.payload, signal);
      case "doh":
        return this.#askDoh(query.url, query.payload, signal);
    }
  }

  async #askUdp(server: SocketAddress, payload: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const socket = await bindDgram(ipVersion(server.ip), this.#marked());
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        socket.on("error", reject);
        socket.on("message", (answer, remote) => {
          const isAnswer = remote.port === server.port && answer[0] === payload[0] && answer[1] === payload[1];
          if (!isAnswer) return;
          if (answer.length > MAX_UDP_ANSWER) reject(new Error("an answer larger than 1,500 bytes"));
          else resolve(new Uint8Array(answer));
        });
        socket.send(payload, server.port, server.ip, (error) => {
          if (error) reject(error);
        });
      });
    } finally {
      socket.close();
    }
  }

  async #askTcp(server: SocketAddress, payload: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const socket = await connectTcp(server, { ...this.#marked(), signal });
    try {
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(payload.length);
      socket.write(Buffer.concat([prefix, payload]));
      return await readPrefixed(socket, signal);
    } finally {
      socket.destroy();
    }
  }

  async #askDoh(serverUrl: string, payload: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const encoded = encodeDohRequest(serverUrl, payload);
    const url = new URL(encoded.url);
    const ip = await this.#addressOf(url.hostname, signal);
    const port = url.port === "" ? HTTPS_PORT : Number(url.port);
    const socket = await connectTcp({ ip, port }, { ...this.#marked(), signal });
    const tls = connectTls({ socket, servername: url.hostname, ALPNProtocols: ["http/1.1"] });
    try {
      const answer = await get(url, encoded.headers, tls, signal);
      const queryId = (payload[0] << 8) | payload[1];
      const response = decodeDohResponse(answer, queryId);
      if (!response) throw new Error(`${url.host} gave no DNS answer`);
      return response;
    } finally {
      tls.destroy();
    }
  }

  /** Asks all resolvers for both families at once; the first answer with an address wins. */
  async #addressOf(name: string, signal: AbortSignal): Promise<IpAddress> {
    const literal = parseIp(name.replace(/^\[|\]$/g, ""));
    if (literal !== undefined) return literal;
    const servers = await this.#options.resolvers();
    const questions = servers.flatMap((ip) => [RECORD_TYPE.A, RECORD_TYPE.AAAA].map((type) => ({ ip, type })));
    return Promise.any(
      questions.map(async ({ ip, type }) => {
        const query = buildQuery(randomInt(MAX_ID), name, type);
        if (!query) throw new Error(`${name} is no domain name`);
        const answer = parseResponse(await this.#askUdp({ ip, port: DNS_PORT }, query, signal));
        for (const { data } of answer?.answers ?? []) if (data.kind === "address") return data.ip;
        throw new Error(`${ip} knows no address of ${name}`);
      }),
    );
  }

  #marked(): { mark?: number } {
    const { mark } = this.#options;
    return mark === undefined ? {} : { mark };
  }
}

async function readPrefixed(socket: Socket, signal: AbortSignal): Promise<Uint8Array> {
  const abort = () => socket.destroy(new Error("given up"));
  signal.addEventListener("abort", abort, { once: true });
  try {
    let received = Buffer.alloc(0);
    for await (const part of socket as AsyncIterable<Buffer>) {
      received = Buffer.concat([received, part]);
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        return new Uint8Array(received.subarray(2, 2 + received.readUInt16BE(0)));
      }
    }
    throw new Error("the server closed the connection before its answer");
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

function get(url: URL, headers: { accept: string }, socket: Socket, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const ask = request(url, { headers, signal, createConnection: () => socket }, async (response) => {
      try {
        const parts: Buffer[] = [];
        for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
        const contentType = response.headers["content-type"];
        resolve({ status: response.statusCode ?? 0, contentType, body: new Uint8Array(Buffer.concat(parts)) });
      } catch (error) {
        reject(error);
      }
    });
    ask.on("error", reject);
    ask.end();
  });
}
