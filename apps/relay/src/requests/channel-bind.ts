import { ipVersion, type SocketAddress } from "@fz/ip";
import {
  ERROR_ALLOCATION_MISMATCH,
  ERROR_BAD_REQUEST,
  ERROR_FORBIDDEN,
  ERROR_PEER_ADDRESS_FAMILY_MISMATCH,
} from "@fz/stun";
import type { Allocation } from "../allocations/allocation.ts";
import type { ChannelBindRequest } from "./request.ts";
import { failure, type Response, SUCCESS } from "./response.ts";

/**
 * RFC 8656 §12.2. Binding gives no permission to the peer's other ports.
 * @param mayReach whether the relay sends to this peer
 */
export function bindChannel(
  { channel, peer }: ChannelBindRequest,
  allocation: Allocation | undefined,
  mayReach: (peer: SocketAddress) => boolean,
  now: number,
): Response {
  if (!allocation) return failure(ERROR_ALLOCATION_MISMATCH);
  if (!allocation.versions.includes(ipVersion(peer.ip))) return failure(ERROR_PEER_ADDRESS_FAMILY_MISMATCH);
  if (peer.port === 0) return failure(ERROR_BAD_REQUEST);
  if (!mayReach(peer)) return failure(ERROR_FORBIDDEN);
  return allocation.channels.bind(channel, peer, now) ? SUCCESS : failure(ERROR_BAD_REQUEST);
}
