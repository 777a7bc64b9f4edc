import { CLIENT_OUTBOUND, type ClientOutbound, GATEWAY_OUTBOUND, type GatewayOutbound } from "@fz/wire";

/** Peers whose connection is being set up while the portal is away; further ones wait for nothing. */
const MAX_PEERS = 1_024;

/** How a device tells its peers which candidates it has, and which it has no more. */
export interface CandidateMessages<M extends { readonly event: string }, E extends M["event"] = M["event"]> {
  readonly events: readonly E[];
  /** Undefined where the message is about something else. */
  read(message: M): CandidateChange<E> | undefined;
  write(event: E, peer: string, candidates: readonly string[]): M;
}

interface CandidateChange<E> {
  readonly event: E;
  readonly peers: readonly string[];
  readonly candidates: readonly string[];
}

type ClientEvent = "new_gateway_ice_candidates" | "invalidate_gateway_ice_candidates";

/** A client's peers are gateways; each message is for one. */
export const CLIENT_CANDIDATES: CandidateMessages<ClientOutbound, ClientEvent> = {
  events: ["new_gateway_ice_candidates", "invalidate_gateway_ice_candidates"],
  read({ event, payload }) {
    if (event !== "new_gateway_ice_candidates" && event !== "invalidate_gateway_ice_candidates") return undefined;
    const { gateway_id, candidates } = CLIENT_OUTBOUND[event].parse(payload);
    return { event, peers: [gateway_id], candidates };
  },
  write: (event, gateway_id, candidates) => ({ event, payload: { gateway_id, candidates } }),
};

type GatewayEvent = "broadcast_ice_candidates" | "broadcast_invalidated_ice_candidates";

/** A gateway's peers are clients; a message may be for many. */
export const GATEWAY_CANDIDATES: CandidateMessages<GatewayOutbound, GatewayEvent> = {
  events: ["broadcast_ice_candidates", "broadcast_invalidated_ice_candidates"],
  read({ event, payload }) {
    if (event !== "broadcast_ice_candidates" && event !== "broadcast_invalidated_ice_candidates") return undefined;
    const { client_ids, candidates } = GATEWAY_OUTBOUND[event].parse(payload);
    return { event, peers: client_ids, candidates };
  },
  write: (event, client, candidates) => ({ event, payload: { client_ids: [client], candidates } }),
};

/**
 * Candidates that came up while the portal could not be reached. Others of a device's messages belong to one session of
 * the portal, or are asked again by traffic; candidates are as good as before once the portal is back.
 */
export class HeldCandidates<M extends { readonly event: string }, E extends M["event"]> {
  readonly #messages: CandidateMessages<M, E>;
  readonly #byPeer = new Map<string, Map<string, E>>();

  constructor(messages: CandidateMessages<M, E>) {
    this.#messages = messages;
  }

  /** Does nothing where the message is none of the kind that is kept. */
  hold(message: M): void {
    const change = this.#messages.read(message);
    if (!change) return;
    for (const peer of change.peers) {
      const changes = this.#byPeer.get(peer) ?? new Map<string, E>();
      if (changes.size === 0 && this.#byPeer.size >= MAX_PEERS) continue;
      // The last word on a candidate counts.
      for (const candidate of change.candidates) changes.set(candidate, change.event);
      this.#byPeer.set(peer, changes);
    }
  }

  /** Takes out everything that is held. */
  take(): readonly M[] {
    const { events, write } = this.#messages;
    const messages = [...this.#byPeer].flatMap(([peer, changes]) =>
      events.flatMap((event) => {
        const candidates = [...changes].filter(([, last]) => last === event).map(([candidate]) => candidate);
        return candidates.length > 0 ? [write(event, peer, candidates)] : [];
      }),
    );
    this.#byPeer.clear();
    return messages;
  }
}
