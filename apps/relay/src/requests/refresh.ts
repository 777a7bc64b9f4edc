import { ERROR_ALLOCATION_MISMATCH } from "@fz/stun";
import type { Allocation } from "../allocations/allocation.ts";
import type { Allocations } from "../allocations/allocations.ts";
import { grantedLifetime } from "../allocations/lifetime.ts";
import type { RefreshRequest } from "./request.ts";
import { failure, type Response } from "./response.ts";

/**
 * RFC 8656 §8.2, except that a lifetime of 0 for no allocation is a mismatch as well. The caller takes an allocation away
 * whose time is over with this.
 */
export function refreshAllocation(
  request: RefreshRequest,
  allocation: Allocation | undefined,
  allocations: Allocations,
  now: number,
): Response {
  if (!allocation) return failure(ERROR_ALLOCATION_MISMATCH);
  const lifetime = grantedLifetime(request.lifetime);
  allocations.extend(allocation, now + lifetime * 1000);
  return { type: "success", lifetime };
}
