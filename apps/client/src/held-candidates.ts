import type { ClientOutbound } from "@fz/wire";

const EVENTS: readonly string[] = ["new_gateway_ice_candidates", "invalidate_gateway_ice_candidates"];
/** More than a client has for all its connections. */
const MAX_HELD = 1_024;

/**
 * Candidates that came up while the portal could not be reached. Others of our messages are asked again by traffic;
 * candidates are as good as before once the portal is back.
 */
export class HeldCandidates {
  #messages: ClientOutbound[] = [];

  hold(message: ClientOutbound): void {
    if (EVENTS.includes(message.event) && this.#messages.length < MAX_HELD) this.#messages.push(message);
  }

  /** Takes out everything that is held, in order. */
  take(): readonly ClientOutbound[] {
    const messages = this.#messages;
    this.#messages = [];
    return messages;
  }
}
