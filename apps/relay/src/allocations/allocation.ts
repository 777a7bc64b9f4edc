import type { IpVersion, SocketAddress } from "@fz/ip";
import { Channels } from "../channels/channels.ts";
import { Permissions } from "../permissions/permissions.ts";

/** A port of the relay that sends and receives for one client (RFC 8656 §5). */
export interface Allocation {
  /** The client's address as the relay sees it. */
  readonly client: SocketAddress;
  readonly username: string;
  /** The same on each of its IP versions. */
  readonly port: number;
  readonly versions: readonly IpVersion[];
  /** ms. */
  expiresAt: number;
  readonly channels: Channels;
  readonly permissions: Permissions;
}

export function newAllocation(
  fields: Pick<Allocation, "client" | "username" | "port" | "versions" | "expiresAt">,
): Allocation {
  return { ...fields, channels: new Channels(), permissions: new Permissions() };
}
