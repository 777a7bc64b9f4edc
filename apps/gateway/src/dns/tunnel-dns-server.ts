// DNS on the gateway's own tunnel addresses, for clients that ask what only a server at this site knows (SRV, TXT, …).
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { buildServerFailure, type DnsMessage, fitResponse, MessageReader, parseQuery, withLengthPrefix } from "@fz/dns";
import { type IpAddress, ipVersion } from "@fz/ip";
import type { Logger } from "pino";
import type { DnsTransport } from "./exchange.ts";

export const TUNNEL_DNS_PORT = 53_535;
const BIND_ATTEMPTS = 3;
const BIND_RETRY_MS = 100;
const MAX_CONCURRENT = 1_000;
const MAX_CONNECTIONS = 1_000;
const MAX_UDP_QUERY = 2_000;
/** Longer answers over UDP are cut, so that the client comes back over TCP. */
const MAX_UDP_ANSWER = 1_200;
/** RFC 7766 §6.2.3: idle connections may be closed. */
const IDLE_MS = 30_000;

export interface TunnelDnsServerOptions {
  readonly ips: readonly IpAddress[];
  readonly port?: number;
  readonly ask: (query: DnsMessage, transport: DnsTransport) => Promise<DnsMessage>;
  readonly log: Pick<Logger, "debug" | "warn">;
}

export class TunnelDnsServer {
  readonly #options: TunnelDnsServerOptions;
  readonly #udp: UdpSocket[] = [];
  readonly #tcp: Server[] = [];
  readonly #connections = new Set<Socket>();
  readonly counts = { answered: 0, failed: 0, overloaded: 0, malformed: 0 };
  #underWay = 0;

  private constructor(options: TunnelDnsServerOptions) {
    this.#options = options;
  }

  /** All addresses over both transports, or none. Rejects after three attempts. */
  static async listen(options: TunnelDnsServerOptions): Promise<TunnelDnsServer> {
    for (let attempt = 1; ; attempt++) {
      const server = new TunnelDnsServer(options);
      try {
        for (const ip of options.ips) await server.#bind(ip);
        return server;
      } catch (error) {
        await server.close();
        if (attempt === BIND_ATTEMPTS) throw error;
        await sleep(BIND_RETRY_MS);
      }
    }
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    const closed = [...this.#udp.splice(0), ...this.#tcp.splice(0)].map((socket) => {
      const close = once(socket, "close");
      socket.close();
      return close;
    });
    await Promise.all(closed);
  }

  async #bind(ip: IpAddress): Promise<void> {
    const { port = TUNNEL_DNS_PORT, log } = this.#options;
    const udp = ipVersion(ip) === 4 ? createSocket("udp4") : createSocket({ type: "udp6", ipv6Only: true });
    this.#udp.push(udp);
    udp.bind(port, ip);
    await once(udp, "listening");
    udp.on("error", (error) => log.warn({ ip, error: error.message }, "DNS over UDP in the tunnel"));
    udp.on("message", (bytes, remote) => void this.#handleDatagram(udp, bytes, remote));

    const tcp = createServer((connection) => void this.#serve(connection));
    tcp.maxConnections = MAX_CONNECTIONS;
    tcp.listen({ port, host: ip, ipv6Only: true });
    await once(tcp, "listening");
    this.#tcp.push(tcp);
  }

  async #handleDatagram(socket: UdpSocket, bytes: Uint8Array, remote: RemoteInfo): Promise<void> {
    const query = bytes.length <= MAX_UDP_QUERY ? parseQuery(bytes) : undefined;
    if (!query) {
      this.counts.malformed++;
      return;
    }
    const whole = await this.#answer(query, "udp");
    const answer = fitResponse(whole, MAX_UDP_ANSWER) ?? buildServerFailure(query);
    if (!this.#udp.includes(socket)) return;
    socket.send(answer, remote.port, remote.address, (error) => {
      if (error) this.#options.log.debug({ remote, error: error.message }, "DNS answer not sent");
    });
  }

  /** One query at a time; while it is asked nothing more is read. */
  async #serve(connection: Socket): Promise<void> {
    this.#connections.add(connection);
    connection.setTimeout(IDLE_MS, () => connection.destroy());
    connection.on("close", () => this.#connections.delete(connection));
    try {
      const reader = new MessageReader();
      for await (const bytes of connection) {
        reader.push(bytes);
        for (let message = reader.next(); message !== undefined; message = reader.next()) {
          const query = parseQuery(message);
          if (!query) {
            this.counts.malformed++;
            connection.destroy();
            return;
          }
          const answer = await this.#answer(query, "tcp");
          if (!connection.write(withLengthPrefix(answer))) await once(connection, "drain");
        }
      }
    } catch (error) {
      this.#options.log.debug({ error: String(error) }, "DNS connection in the tunnel broke");
    }
  }

  async #answer(query: DnsMessage, transport: DnsTransport): Promise<Uint8Array> {
    if (this.#underWay >= MAX_CONCURRENT) {
      this.counts.overloaded++;
      return buildServerFailure(query);
    }
    this.#underWay++;
    try {
      const { raw } = await this.#options.ask(query, transport);
      this.counts.answered++;
      return raw;
    } catch (error) {
      this.counts.failed++;
      this.#options.log.debug({ error: String(error) }, "DNS query of a client failed");
      return buildServerFailure(query);
    } finally {
      this.#underWay--;
    }
  }
}
