import type { Throughput } from "./iperf.ts";
import { measureOpenvpn } from "./openvpn.ts";
import { measureOurs } from "./ours.ts";
import { measureWireguardGo } from "./wireguard-go.ts";

const PEERS = {
  openvpn: { title: "OpenVPN 2.6, AES-256-GCM", measure: measureOpenvpn },
  "wireguard-go": { title: "wireguard-go", measure: measureWireguardGo },
} as const;
export type Peer = keyof typeof PEERS;

export interface TunnelBenchOptions {
  readonly peers: readonly Peer[];
  readonly seconds: number;
  readonly json: boolean;
}

export function parsePeers(text: string): Peer[] {
  return text.split(",").map((name) => {
    if (!Object.hasOwn(PEERS, name)) throw new Error(`"${name}" is none of ${Object.keys(PEERS).join(", ")}`);
    return name as Peer;
  });
}

/** One TCP stream, both directions; the peers right before and after ours, since this machine may be busy. */
export async function benchTunnel({ peers, seconds, json }: TunnelBenchOptions): Promise<void> {
  const ours = await told("this platform", measureOurs(seconds), json);
  const others: Partial<Record<Peer, Throughput>> = {};
  for (const peer of peers) others[peer] = await told(PEERS[peer].title, PEERS[peer].measure(seconds), json);
  const { openvpn, "wireguard-go": wireguardGo } = others;
  const result = {
    mbps: ours.mbps,
    mbps_reverse: ours.mbpsReverse,
    ...(openvpn && { openvpn_mbps: openvpn.mbps, openvpn_mbps_reverse: openvpn.mbpsReverse }),
    ...(wireguardGo && { wireguard_go_mbps: wireguardGo.mbps, wireguard_go_mbps_reverse: wireguardGo.mbpsReverse }),
    ...(openvpn && { ratio_openvpn: ratio(ours, openvpn) }),
    ...(wireguardGo && { ratio_wireguard_go: ratio(ours, wireguardGo) }),
  };
  if (json) console.log(JSON.stringify(result));
  else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(26)} ${value}`);
}

/** The worse of the two directions. */
function ratio(ours: Throughput, other: Throughput): number {
  const worse = Math.min(ours.mbps / other.mbps, ours.mbpsReverse / other.mbpsReverse);
  return Math.round(worse * 100) / 100;
}

async function told(title: string, measuring: Promise<Throughput>, json: boolean): Promise<Throughput> {
  const measured = await measuring;
  const text = `${title}: ${measured.mbps} Mbit/s, other direction ${measured.mbpsReverse} Mbit/s`;
  if (json) process.stderr.write(`${text}\n`);
  else console.log(text);
  return measured;
}
