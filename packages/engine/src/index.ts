export { COUNTER, type CounterName } from "./counters.ts";
export { Engine, type EngineSettings, PREFERRED_UDP_PORT } from "./engine.ts";
export { type FeatureFlags, featureFlags } from "./feature-flags.ts";
export type { BoundSockets } from "./messages.ts";
export type { CreateTunnel, TunnelEnvironment } from "./tunnel-module.ts";
