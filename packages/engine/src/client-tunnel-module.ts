import { ProxyAddresses } from "@fz/dns";
import { ClientTunnel } from "@fz/tunnel";
import type { TunnelEnvironment } from "./tunnel-module.ts";

export interface ClientTunnelSettings {
  readonly internetResourceActive: boolean;
  readonly asksAgainWhenProhibited: boolean;
}

/** Runs in the engine's thread. */
export function createTunnel(settings: ClientTunnelSettings, environment: TunnelEnvironment): ClientTunnel {
  return new ClientTunnel({ ...environment, ...settings, proxyAddresses: new ProxyAddresses() });
}
