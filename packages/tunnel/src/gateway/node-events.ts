import type { NodeEvent } from "@fz/snownet";
import type { GatewayEvent } from "./gateway-messages.ts";

/** What an event of the connections means for the gateway's main thread. */
export function gatewayEvent(event: NodeEvent): GatewayEvent {
  switch (event.type) {
    case "new-candidates": {
      const payload = { client_ids: [event.id], candidates: [...event.candidates] };
      return { type: "portal", message: { event: "broadcast_ice_candidates", payload } };
    }
    case "invalidated-candidates": {
      const payload = { client_ids: [event.id], candidates: [...event.candidates] };
      return { type: "portal", message: { event: "broadcast_invalidated_ice_candidates", payload } };
    }
    case "no-relays":
      return { type: "portal", message: { event: "no_relays", payload: {} } };
    case "connection-established":
      return { type: "connection", clientId: event.id, state: "established" };
    case "connection-failed":
      return { type: "connection", clientId: event.id, state: "failed", reason: event.reason };
    case "connection-closed":
      return { type: "connection", clientId: event.id, state: "closed", reason: event.reason };
  }
}
