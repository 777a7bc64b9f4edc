import { fromUtf8, utf8 } from "@fz/bytes";
import { formatSocketAddress, parseSocketAddress, type SocketAddress } from "@fz/ip";
import type { Datagram, OutgoingDatagram, Process } from "../src/index.ts";

/** A process that sends what it is told and keeps what it gets. */
export class Probe implements Process {
  readonly received: { readonly at: number; readonly from: string; readonly text: string; readonly ecn: number }[] = [];
  /** Answers every datagram whose text ends in "?" from where it came in. */
  answers = false;
  /** When it wants to be woken; once. */
  alarm: number | undefined;
  readonly woken: number[] = [];
  readonly #outgoing: OutgoingDatagram[] = [];

  send(to: string, text: string, { from, ecn = 0 }: { from?: string; ecn?: number } = {}): void {
    const source = from === undefined ? undefined : address(from);
    this.#outgoing.push({ source, destination: address(to), payload: utf8(text), ecn });
  }

  get texts(): string[] {
    return this.received.map(({ text }) => text);
  }

  handleDatagram({ source, destination, payload, ecn }: Datagram, now: number): void {
    const text = fromUtf8(payload) ?? "";
    this.received.push({ at: now, from: formatSocketAddress(source), text, ecn });
    if (this.answers && text.endsWith("?")) {
      this.#outgoing.push({ source: destination, destination: source, payload: utf8(text.replace("?", "!")), ecn: 0 });
    }
  }

  pollTransmit(): OutgoingDatagram | undefined {
    return this.#outgoing.shift();
  }

  handleTimeout(now: number): void {
    this.woken.push(now);
    this.alarm = undefined;
  }

  pollTimeout(): number | undefined {
    return this.alarm;
  }
}

export function address(text: string): SocketAddress {
  const parsed = parseSocketAddress(text);
  if (!parsed) throw new Error(`no socket address: ${text}`);
  return parsed;
}
