import { GATEWAY_OUTBOUND, type GatewayOutbound } from "@fz/wire";

type CandidateMessage = Extract<
  GatewayOutbound,
  { event: "broadcast_ice_candidates" | "broadcast_invalidated_ice_candidates" }
>;

/** Clients whose connection is being set up while the portal is away; further ones wait for nothing. */
const MAX_CLIENTS = 1_024;

/**
 * Candidates that came up while the portal could not be reached. Others of our messages belong to one session of the
 * portal and are worth nothing in the next; candidates are as good as before.
 */
export class HeldCandidates {
  readonly #byClient = new Map<string, Map<string, CandidateMessage["event"]>>();

  /** False where the message is none of the kind that is kept. */
  hold({ event, payload }: GatewayOutbound): boolean {
    if (event !== "broadcast_ice_candidates" && event !== "broadcast_invalidated_ice_candidates") return false;
    const { client_ids, candidates } = GATEWAY_OUTBOUND[event].parse(payload);
    for (const id of client_ids) {
      const changes = this.#byClient.get(id) ?? new Map<string, CandidateMessage["event"]>();
      if (changes.size === 0 && this.#byClient.size >= MAX_CLIENTS) continue;
      // The last word on a candidate counts.
      for (const candidate of candidates) changes.set(candidate, event);
      this.#byClient.set(id, changes);
    }
    return true;
  }

  /** Takes out everything that is held. */
  take(): CandidateMessage[] {
    const events = ["broadcast_ice_candidates", "broadcast_invalidated_ice_candidates"] as const;
    const messages = [...this.#byClient].flatMap(([id, changes]) =>
      events.flatMap((event): CandidateMessage[] => {
        const candidates = [...changes].filter(([, last]) => last === event).map(([candidate]) => candidate);
        return candidates.length > 0 ? [{ event, payload: { client_ids: [id], candidates } }] : [];
      }),
    );
    this.#byClient.clear();
    return messages;
  }
}
