export { parseDuration } from "./duration.ts";
export { type HealthServer, type HealthServerOptions, startHealthServer } from "./health-server.ts";
export { createLog, LOG_FORMATS, type LogFormat, parseLogLevel } from "./log.ts";
export { Metrics } from "./metrics.ts";
export { ExitError, runProgram, type Shutdown } from "./run.ts";
export { userAgent } from "./user-agent.ts";
export { VERSION } from "./version.ts";
