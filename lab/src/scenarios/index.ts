import { ecnPreserved, enobufs } from "./congestion.ts";
import { connectionReported, relayedConnectionReported } from "./connections.ts";
import { flowLogged, flowLogsKept, flowLogsOff } from "./flow-logs.ts";
import { dnsResource, dnsTcp, ipv6Only, twoNamesOneAddress } from "./names.ts";
import { gatewayFailover, portalDown, portalRestart } from "./outages.ts";
import { cidrDirect, cidrRelayed, clientRoams, loss, relayKilled } from "./paths.ts";
import { filterDenied, noPolicyRefused, policyDeleted, policyRestored } from "./policies.ts";
import type { Scenario } from "./scenario.ts";

/** By what they are about; the tests of each subject are a file, which may run beside others. */
export const SUBJECTS = {
  paths: [cidrDirect, cidrRelayed, relayKilled, clientRoams, loss],
  names: [dnsResource, dnsTcp, twoNamesOneAddress, ipv6Only],
  policies: [filterDenied, noPolicyRefused, policyDeleted, policyRestored],
  flowLogs: [flowLogged, flowLogsOff, flowLogsKept],
  connections: [connectionReported, relayedConnectionReported],
  outages: [gatewayFailover, portalDown, portalRestart],
  congestion: [ecnPreserved, enobufs],
} as const satisfies Record<string, readonly Scenario[]>;

export const SCENARIOS: readonly Scenario[] = Object.values(SUBJECTS).flat();
