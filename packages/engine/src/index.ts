export type { ClientTunnelSettings } from "./client-tunnel-module.ts";
export { COUNTER, type CounterName } from "./counters.ts";
export { CLIENT_TUNNEL, Engine, type EngineSettings, GATEWAY_TUNNEL, PREFERRED_UDP_PORT } from "./engine.ts";
export { type FeatureFlags, featureFlags } from "./feature-flags.ts";
export type { BoundSockets } from "./messages.ts";
export { explainStartFailure } from "./start-failure.ts";
export type { CreateTunnel, TunnelEnvironment } from "./tunnel-module.ts";
