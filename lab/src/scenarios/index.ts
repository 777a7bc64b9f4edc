import { ecnPreserved, enobufs } from "./congestion.ts";
import { connectionReported, relayedConnectionReported } from "./connections.ts";
import { flowLogged, flowLogsKept, flowLogsOff } from "./flow-logs.ts";
import { dnsResource, dnsTcp, ipv6Only, twoNamesOneAddress } from "./names.ts";
import { gatewayFailover, portalDown, portalRestart } from "./outages.ts";
import { cidrDirect, cidrRelayed, clientRoams, loss, relayKilled } from "./paths.ts";
import { filterDenied, noPolicyRefused, policyDeleted, policyRestored } from "./policies.ts";
import type { Scenario } from "./scenario.ts";

export const SCENARIOS: readonly Scenario[] = [
  cidrDirect,
  cidrRelayed,
  dnsResource,
  dnsTcp,
  twoNamesOneAddress,
  filterDenied,
  noPolicyRefused,
  policyDeleted,
  policyRestored,
  flowLogged,
  flowLogsOff,
  flowLogsKept,
  connectionReported,
  relayedConnectionReported,
  gatewayFailover,
  portalDown,
  portalRestart,
  relayKilled,
  clientRoams,
  loss,
  ipv6Only,
  ecnPreserved,
  enobufs,
];
