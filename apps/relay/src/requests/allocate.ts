import type { IpVersion } from "@fz/ip";
import { ERROR_ADDRESS_FAMILY_NOT_SUPPORTED, ERROR_BAD_REQUEST, TRANSPORT_UDP } from "@fz/stun";
import type { AllocateRequest } from "./request.ts";
import type { ResponseError } from "./response.ts";

export type AllocateOutcome =
  | { readonly versions: readonly IpVersion[]; readonly error?: undefined }
  | { readonly error: ResponseError };

/**
 * Which IP versions the allocation gets. A relay with one version gives what it has to whoever asks for an additional
 * one (RFC 8656 §7.2).
 * @param available what the relay has
 */
export function allocatedVersions(request: AllocateRequest, available: readonly IpVersion[]): AllocateOutcome {
  const { transport, requestedFamily, additionalFamily } = request;
  if (transport !== TRANSPORT_UDP) return { error: ERROR_BAD_REQUEST };
  if (requestedFamily !== undefined && additionalFamily !== undefined) return { error: ERROR_BAD_REQUEST };
  if (additionalFamily === 4) return { error: ERROR_BAD_REQUEST };
  if (additionalFamily === 6) return { versions: available };
  const version = requestedFamily ?? 4;
  if (!available.includes(version)) return { error: ERROR_ADDRESS_FAMILY_NOT_SUPPORTED };
  return { versions: [version] };
}
