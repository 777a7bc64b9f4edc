export type { Impairment } from "./impairment/impairment.ts";
export { run } from "./network/command.ts";
export { Host } from "./network/host.ts";
export { Network, type PlugOptions, Segment } from "./network/network.ts";
export { LabProcess } from "./network/process.ts";
export { makeNatRouter, type NatKind } from "./network/router.ts";
export { Api } from "./world/api.ts";
export { PROGRAMS, SERVICES } from "./world/programs.ts";
export { until } from "./world/until.ts";
