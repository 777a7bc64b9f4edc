import { fromHex, toHex } from "@fz/bytes";
import type { SocketAddress } from "@fz/ip";
import { parseStun, type StunMessage } from "@fz/stun";
import { Allocation } from "../src/allocation.ts";
import type { Random } from "../src/relay.ts";
import vectors from "../vectors/turn-exchanges.json" with { type: "json" };
import { seededRandom } from "./random.ts";

export const { credentials } = vectors;
export const CLIENT_IPV4 = socket(vectors.addresses.client_ipv4);
export const RELAY_IPV4 = { ip: vectors.addresses.relay[0], port: vectors.addresses.listen_port };
export const RELAY_IPV6 = { ip: vectors.addresses.relay[1], port: vectors.addresses.listen_port };
export const PEER_IPV4 = socket(vectors.addresses.peer_ipv4);
export const PEER_IPV6 = socket(vectors.addresses.peer_ipv6);

export interface VectorMessage {
  readonly from: string;
  readonly hex: string;
}

export function exchange(name: string): readonly VectorMessage[] {
  const found = vectors.exchanges.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no exchange ${name}`);
  return found.messages;
}

function socket([ip, port]: readonly (string | number)[]): SocketAddress {
  return { ip: String(ip), port: Number(port) };
}

export function bytes(hex: string): Uint8Array {
  const decoded = fromHex(hex);
  if (!decoded) throw new Error(`no hex: ${hex}`);
  return decoded;
}

export function stun(hex: string): StunMessage {
  const message = parseStun(bytes(hex));
  if (!message) throw new Error(`no STUN: ${hex}`);
  return message;
}

/** An allocation at the relay of the vectors, whose transaction ids are those of the vectors. */
export class ScriptedAllocation {
  readonly allocation: Allocation;
  readonly #transactionIds: Uint8Array[] = [];
  now: number;

  /** The two BINDINGs that it starts with are answered over IPv4. */
  constructor(now = 0) {
    this.now = now;
    const fallback = seededRandom(1);
    const random: Random = (count) => this.#transactionIds.shift() ?? fallback(count);
    const messages = exchange("binding");
    this.script(messages[0], messages[2]);
    const { username, password, realm } = credentials;
    const config = { id: "relay", addresses: [RELAY_IPV4, RELAY_IPV6], username, password, realm };
    this.allocation = new Allocation(config, random, now);
  }

  /** The transaction ids of the next requests. */
  script(...requests: readonly VectorMessage[]): void {
    for (const { hex } of requests) this.#transactionIds.push(stun(hex).transactionId);
  }

  deliver(answer: VectorMessage): void {
    this.allocation.handleMessage(CLIENT_IPV4, RELAY_IPV4, stun(answer.hex), this.now);
  }

  /** Requests sent since the last call, as hex. */
  sent(): string[] {
    const payloads: string[] = [];
    for (let next = this.allocation.pollTransmit(); next; next = this.allocation.pollTransmit()) {
      payloads.push(toHex(next.payload));
    }
    return payloads;
  }

  /** Runs the rest of an exchange whose first request is already out. */
  play([, ...rest]: readonly VectorMessage[]): string[][] {
    const sent: string[][] = [];
    for (const [i, message] of rest.entries()) {
      if (message.from !== "relay") continue;
      const next = rest[i + 1];
      if (next) this.script(next);
      this.deliver(message);
      sent.push(this.sent());
    }
    return sent;
  }

  /** Up to an allocation with both relayed addresses. */
  static established(): ScriptedAllocation {
    const scripted = new ScriptedAllocation();
    const messages = exchange("allocate-dual-stack");
    scripted.sent();
    scripted.script(messages[0]);
    scripted.deliver(exchange("binding")[1]);
    scripted.sent();
    scripted.play(messages);
    return scripted;
  }
}
