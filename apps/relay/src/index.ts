export { type Configuration, ConfigurationError, parseConfiguration } from "./configuration.ts";
export { createRelay, type Relay } from "./relay.ts";
