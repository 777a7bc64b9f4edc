import { GatewayTunnel } from "@fz/tunnel";
import type { TunnelEnvironment } from "./tunnel-module.ts";

/** Runs in the engine's thread. A gateway learns everything from the portal. */
export function createTunnel(_settings: undefined, environment: TunnelEnvironment): GatewayTunnel {
  return new GatewayTunnel(environment);
}
