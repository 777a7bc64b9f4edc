export type { Datagram, OutgoingDatagram } from "./datagram.ts";
export { Firewall, type FirewallRules, type FlowEnds } from "./firewall.ts";
export { Host, type Process } from "./host.ts";
export { type Direction, Link, type LinkConditions, PERFECT } from "./link.ts";
export {
  type Dependence,
  FULL_CONE,
  Nat,
  type NatBehaviour,
  PORT_RESTRICTED_CONE,
  type PortForward,
  RESTRICTED_CONE,
  SYMMETRIC,
} from "./nat.ts";
export { SeededRandom } from "./random.ts";
export { Router, type RouterConfig } from "./router.ts";
export { type Attachment, type InterfaceConfig, Segment, type Station } from "./segment.ts";
export { Simulation, type SimulationOptions } from "./simulation.ts";
export { type Crossing, type Fate, Trace } from "./trace.ts";
export { type TurnAllocation, type TurnChannel, TurnServer, type TurnServerConfig } from "./turn-server.ts";
