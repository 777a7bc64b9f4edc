export { type Bootstrapped, bootstrapAccount, hasAccounts, type NewAccount } from "./accounts/bootstrap.ts";
export { type PortalConfig, parseListenAddress, readConfig } from "./config.ts";
export type { Context, ContextOptions } from "./context.ts";
export { DatabaseUnavailable } from "./database/unavailable.ts";
export { createPortal, type Portal } from "./portal.ts";
