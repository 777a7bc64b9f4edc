import { useMe } from "~/api/me.ts";

/** The portal as devices dial it: as it was told, else as this page was opened. */
export function usePortalAddress() {
  const apiUrl = useMe().api_url ?? location.origin.replace(/^http/, "ws");
  return { apiUrl, isThisMachineOnly: isLoopback(new URL(apiUrl).hostname) };
}

/** Whether a name leads nowhere but to the machine that asks (RFC 6761, RFC 5735). */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
