import { FIREZONE_MARK } from "@fz/linux";
import { connectTcp } from "@fz/native";
import type { Way } from "@fz/portal-channel";
import { lookUpAnywhere } from "./dns/name-lookup.ts";
import type { Machine } from "./machine.ts";

/** To the portal, past the tunnel: names and connections that the tunnel needs must not wait for it. */
export function portalWay(machine: Machine): Pick<Way, "createConnection" | "lookup"> {
  const resolvers = () => machine.systemResolvers();
  return {
    createConnection: (address, signal) => connectTcp(address, { mark: FIREZONE_MARK, signal }),
    lookup: (host) => lookUpAnywhere(host, { mark: FIREZONE_MARK, resolvers }),
  };
}
