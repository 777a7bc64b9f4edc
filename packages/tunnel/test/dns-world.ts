import { type Answer, dnsQuery, findAnswer, TYPE } from "./dns-messages.ts";
import { CLIENT_IPV4, World, type WorldOptions } from "./world.ts";

export const SENTINEL = "100.100.111.1";
export const SYSTEM_RESOLVER = "9.9.9.9";
const SECOND = 1000;

/** A world whose client asks for names. */
export class DnsWorld extends World {
  #lastId = 0;

  constructor(options: WorldOptions = {}) {
    super(options);
    this.clientTunnel.handleCommand({ type: "system-resolvers", servers: [SYSTEM_RESOLVER] }, this.now);
    this.run(10);
  }

  /** @returns undefined where nothing is answered within `limit` ms */
  ask(
    name: string,
    type: number,
    { limit = SECOND, from = CLIENT_IPV4, sentinel = SENTINEL } = {},
  ): Answer | undefined {
    const id = ++this.#lastId;
    this.write(dnsQuery(name, type, { from, sentinel, port: 30_000 + id, id }));
    const answer = () => findAnswer(this.client.received, id);
    try {
      this.simulation.runUntil(() => answer() !== undefined, limit);
    } catch {
      return undefined;
    }
    return answer();
  }

  lookup(name: string, type: number = TYPE.A): readonly string[] {
    return this.ask(name, type)?.values ?? [];
  }

  /** The last server that was reached behind the gateway. */
  lastServed(): string | undefined {
    const last = this.served.at(-1);
    return last && `${last.destination}:${last.destinationPort} from ${last.sourcePort}`;
  }
}
