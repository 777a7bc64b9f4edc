import { ipVersion } from "@fz/ip";
import {
  ERROR_BAD_REQUEST,
  ERROR_FORBIDDEN,
  ERROR_INSUFFICIENT_CAPACITY,
  ERROR_PEER_ADDRESS_FAMILY_MISMATCH,
} from "@fz/stun";
import type { Allocation } from "../allocations/allocation.ts";
import type { PeerPolicy } from "../peers/peer-policy.ts";
import type { CreatePermissionRequest } from "./request.ts";
import { failure, type Response, SUCCESS } from "./response.ts";

/**
 * RFC 8656 §10.2: all peers or none. Without an allocation it succeeds and does nothing, where the RFC has 437.
 */
export function createPermissions(
  request: CreatePermissionRequest,
  allocation: Allocation | undefined,
  policy: PeerPolicy,
  now: number,
): Response {
  const peers = request.peers.filter((peer) => peer !== undefined);
  if (peers.length === 0 || peers.length < request.peers.length) return failure(ERROR_BAD_REQUEST);
  if (!allocation) return SUCCESS;
  const ips = peers.map(({ ip }) => ip);
  if (ips.some((ip) => !allocation.versions.includes(ipVersion(ip))))
    return failure(ERROR_PEER_ADDRESS_FAMILY_MISMATCH);
  if (ips.some((ip) => policy.judge(ip) === "forbidden")) return failure(ERROR_FORBIDDEN);
  return allocation.permissions.install(ips, now) ? SUCCESS : failure(ERROR_INSUFFICIENT_CAPACITY);
}
