import { type SocketAddress, udpPacket } from "@fz/ip";
import type { WireGuardCrypto } from "@fz/wireguard";
import type { RelayConfig } from "../src/relay.ts";
import { type Host, Network } from "./network.ts";

export const CLIENT = { ip: "192.0.2.1", port: 52625 };
export const GATEWAY = { ip: "198.51.100.1", port: 52625 };

export interface Scenario {
  readonly network: Network;
  readonly client: Host;
  readonly gateway: Host;
  readonly relays: readonly RelayConfig[];
}

/** A client, a gateway and relays that both know and have measured. */
export function scenario(relayIps: readonly string[] = ["203.0.113.1"], crypto?: WireGuardCrypto): Scenario {
  const network = new Network(crypto);
  const client = network.addHost({ name: "client", addresses: [CLIENT], timing: "client" });
  const gateway = network.addHost({ name: "gateway", addresses: [GATEWAY], timing: "gateway" });
  const relays = relayIps.map((ip, i) => network.addRelay(`relay-${i + 1}`, ip));
  for (const { node } of [client, gateway]) node.updateRelays([], relays, network.now);
  network.run(200);
  return { network, client, gateway, relays };
}

/** Connects the two, waits until both say so and until the responder may send. Gives the ms until both said so. */
export function establish({ network, client, gateway }: Scenario, limit = 5000): number {
  network.connect(client, gateway);
  const established = (host: Host) => host.eventsOf("connection-established").length > 0;
  const took = network.runUntil(() => established(client) && established(gateway), limit);
  network.run(10 * network.latency);
  return took;
}

/** Only the relays' TURN sockets are reachable from the hosts, as behind the strictest firewalls. */
export function onlyTurn(from: SocketAddress, to: SocketAddress): boolean {
  const isRelay = ({ ip }: SocketAddress) => ip.startsWith("203.0.113.");
  if (isRelay(from) && isRelay(to)) return true;
  return from.port === 3478 || to.port === 3478;
}

export function packet(number: number, trafficClass = 0): Uint8Array {
  return udpPacket({
    source: { ip: "100.64.0.1", port: 1000 },
    destination: { ip: "100.64.0.2", port: 2000 },
    payload: Uint8Array.of(number >> 8, number),
    trafficClass,
  });
}

/** Whether packets get through both ways right now. */
export function carries({ network, client, gateway }: Scenario, number = 1): boolean {
  const before = [client.received.length, gateway.received.length];
  const sent = [network.send(client, gateway, packet(number)), network.send(gateway, client, packet(number))];
  network.run(5 * network.latency);
  return sent.every(Boolean) && client.received.length > before[0] && gateway.received.length > before[1];
}
