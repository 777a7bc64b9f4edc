// A nameserver on loopback; each test says what it answers.
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import {
  type AnswerRecord,
  buildResponse,
  type DnsMessage,
  fitResponse,
  MessageReader,
  parseQuery,
  RCODE,
  RECORD_TYPE,
  withLengthPrefix,
} from "@fz/dns";
import { type IpAddress, ipVersion } from "@fz/ip";
import type { DnsTransport } from "../src/dns/exchange.ts";

/** undefined: no answer. */
export type Behaviour = (query: DnsMessage, transport: DnsTransport) => Uint8Array | undefined;

const UDP_LIMIT = 512;

export class FakeNameserver {
  behaviour: Behaviour;
  /** Names asked for, with transport and type. */
  readonly asked: string[] = [];
  readonly #udp: UdpSocket;
  readonly #tcp: Server;
  readonly #connections = new Set<Socket>();

  private constructor(ip: IpAddress, behaviour: Behaviour) {
    this.behaviour = behaviour;
    this.#udp = createSocket(ipVersion(ip) === 4 ? "udp4" : "udp6");
    this.#udp.on("message", (bytes, remote) => {
      const answer = this.#answer(bytes, "udp");
      const fitting = answer && fitResponse(answer, UDP_LIMIT);
      if (fitting) this.#udp.send(fitting, remote.port, remote.address);
    });
    this.#tcp = createServer((connection) => {
      this.#connections.add(connection);
      connection.on("error", () => connection.destroy());
      const reader = new MessageReader();
      connection.on("data", (bytes) => {
        reader.push(bytes);
        for (let message = reader.next(); message !== undefined; message = reader.next()) {
          const answer = this.#answer(message, "tcp");
          if (answer) connection.write(withLengthPrefix(answer));
        }
      });
    });
  }

  static async listen(ip: IpAddress, port: number, behaviour: Behaviour): Promise<FakeNameserver> {
    const server = new FakeNameserver(ip, behaviour);
    server.#tcp.listen(port, ip);
    await once(server.#tcp, "listening");
    server.#udp.bind(server.port, ip);
    await once(server.#udp, "listening");
    return server;
  }

  get port(): number {
    const address = this.#tcp.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return address.port;
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    this.#udp.close();
    this.#tcp.close();
    await once(this.#tcp, "close");
  }

  #answer(bytes: Uint8Array, transport: DnsTransport): Uint8Array | undefined {
    const query = parseQuery(bytes);
    if (!query) return undefined;
    this.asked.push(`${transport} ${query.question.name} ${query.question.type}`);
    return this.behaviour(query, transport);
  }
}

/** Answers from a table of addresses by name; other names do not exist. */
export function zone(records: Readonly<Record<string, readonly IpAddress[]>>, ttl = 60): Behaviour {
  return (query) => {
    const { name, type } = query.question;
    const addresses = records[name.toLowerCase()];
    if (!addresses) return buildResponse(query, RCODE.NXDOMAIN);
    const answers = addresses
      .filter((ip) => type === (ipVersion(ip) === 4 ? RECORD_TYPE.A : RECORD_TYPE.AAAA))
      .map((ip): AnswerRecord => ({ type, ttl, data: { kind: "address", ip } }));
    return buildResponse(query, RCODE.NOERROR, answers);
  };
}

export const silent: Behaviour = () => undefined;
export const failing: Behaviour = (query) => buildResponse(query, RCODE.SERVFAIL);
export const refusing: Behaviour = (query) => buildResponse(query, RCODE.REFUSED);
