import type { SocketAddress } from "@fz/ip";
import type { UdpOptions } from "@fz/native";
import type { FeatureFlags } from "./feature-flags.ts";

/** What the worker is started with. */
export interface WorkerSettings {
  /** URL of the module that makes the tunnel, and what its `createTunnel` is given. */
  readonly tunnelModule: string;
  readonly tunnelOptions: unknown;
  readonly tun: { readonly name: string };
  readonly udp: UdpOptions & { readonly port: number };
  readonly flags: FeatureFlags;
  readonly wakeFd: number;
  readonly counters: SharedArrayBuffer;
}

export type ToWorker =
  | { readonly type: "command"; readonly command: unknown }
  | { readonly type: "inspect"; readonly id: number }
  | { readonly type: "rebind" }
  /** The wall clock was set, or the machine slept. */
  | { readonly type: "clock" }
  | { readonly type: "stop" };

/** What the sockets are bound to, by IP version; a version that the machine lacks is missing. */
export interface BoundSockets {
  readonly ipv4?: SocketAddress;
  readonly ipv6?: SocketAddress;
}

export interface Inspection {
  readonly status: unknown;
  readonly counters: Readonly<Record<string, number>>;
}

export type FromWorker<Event = unknown> =
  | { readonly type: "started"; readonly sockets: BoundSockets; readonly publicKey: Uint8Array }
  | { readonly type: "rebound"; readonly sockets: BoundSockets }
  | { readonly type: "event"; readonly event: Event }
  | ({ readonly type: "inspection"; readonly id: number } & Inspection)
  | { readonly type: "fault"; readonly message: string };
