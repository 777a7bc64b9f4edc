import type { Tunnel } from "@fz/tunnel";
import type { WireGuardCrypto } from "@fz/wireguard";

/** What a tunnel needs of the machine. */
export interface TunnelEnvironment {
  readonly crypto: WireGuardCrypto;
  readonly random: (length: number) => Uint8Array;
  /** Milliseconds of the loop's clock, which is monotonic and goes on while the machine sleeps. */
  readonly now: number;
  /** Wall clock less the loop's clock, milliseconds. */
  readonly epochOffset: number;
}

/** A module that the worker loads: it exports a function of this type as `createTunnel`. */
export type CreateTunnel<Options> = (options: Options, environment: TunnelEnvironment) => Tunnel<unknown, unknown>;
