export { type Configuration, ConfigurationError, parseConfiguration } from "./configuration.ts";
export { createLog, type Log } from "./logs/log.ts";
export { createRelay, type Relay } from "./relay.ts";
