// What the packet loop's worker loads: the client's half of the data plane.
import { ProxyAddresses } from "@fz/dns";
import type { CreateTunnel } from "@fz/engine";
import { ClientTunnel } from "@fz/tunnel";

export interface ClientTunnelSettings {
  readonly internetResourceActive: boolean;
}

/** Lives as long as the worker, so a name keeps its addresses whatever happens to connections. */
const proxyAddresses = new ProxyAddresses();

export const createTunnel: CreateTunnel<ClientTunnelSettings> = (settings, environment) =>
  new ClientTunnel({ ...environment, ...settings, proxyAddresses });
