export { run, tryRun } from "./network/command.ts";
export { Host } from "./network/host.ts";
export { Network, Segment } from "./network/network.ts";
export { LabProcess } from "./network/process.ts";
export { makeNatRouter, type NatKind } from "./network/router.ts";
