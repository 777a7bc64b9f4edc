// Host set-up of a gateway: packets of the tunnel are forwarded, and leave under the host's own address.

import { formatPrefix, TUNNEL_IPV4, TUNNEL_IPV6 } from "@fz/ip";
import type { ChangeJournal } from "./change-journal.ts";
import type { Host } from "./host.ts";
import { IpCommand } from "./ip-command.ts";
import { chainPolicy, insertRule, loadRuleset, requireNft } from "./nft-command.ts";
import { setSysctl } from "./sysctl.ts";
import { TUN_NAME } from "./tun-interface.ts";

const FAMILY = "inet";
const TABLE = "firezone";

export interface GatewayFirewallOptions {
  readonly host: Host;
  readonly journal: ChangeJournal;
  readonly tun?: string;
  readonly masqueradeIpv4?: boolean;
  readonly masqueradeIpv6?: boolean;
}

/** Idempotent. Undone by the journal. */
export async function setUpGateway(options: GatewayFirewallOptions): Promise<void> {
  const { host, journal, tun = TUN_NAME } = options;
  await requireNft(host);
  await enableForwarding(host, journal, tun);
  await journal.record({ kind: "nft-table", family: FAMILY, table: TABLE });
  await loadRuleset(host, gatewayRuleset(options));
  await admitIntoForeignChains(host, journal, tun);
}

/** Declaring the table before deleting it makes the first load like any other. */
export function gatewayRuleset({
  tun = TUN_NAME,
  masqueradeIpv4 = true,
  masqueradeIpv6 = true,
}: Omit<GatewayFirewallOptions, "host" | "journal">): string {
  const masquerade = [
    ...(masqueradeIpv4 ? [`ip saddr ${formatPrefix(TUNNEL_IPV4)}`] : []),
    ...(masqueradeIpv6 ? [`ip6 saddr ${formatPrefix(TUNNEL_IPV6)}`] : []),
  ].map((source) => `    oifname != "${tun}" ${source} masquerade`);
  return [
    `table ${FAMILY} ${TABLE}`,
    `delete table ${FAMILY} ${TABLE}`,
    `table ${FAMILY} ${TABLE} {`,
    "  chain forward {",
    "    type filter hook forward priority filter - 10; policy accept;",
    `    iifname "${tun}" accept`,
    `    oifname "${tun}" accept`,
    "  }",
    "  chain postrouting {",
    "    type nat hook postrouting priority srcnat; policy accept;",
    ...masquerade,
    "  }",
    "}",
    "",
  ].join("\n");
}

const ROUTER_ADVERTISEMENTS_UNLESS_FORWARDING = "1";
const ROUTER_ADVERTISEMENTS_ALWAYS = "2";

async function enableForwarding(host: Host, journal: ChangeJournal, tun: string): Promise<void> {
  await setSysctl(host, journal, "net/ipv4/ip_forward", "1");
  await setSysctl(host, journal, "net/ipv4/conf/all/src_valid_mark", "1");
  await setSysctl(host, journal, "net/ipv6/conf/all/disable_ipv6", "0");
  // A host that forwards stops listening to routers by default, and would lose its own IPv6 default route. What forwards
  // already, as in a container that was told to, does not listen now and has none to lose.
  for (const { name } of await new IpCommand(host).links()) {
    const read = async (parameter: string) =>
      (await host.readKernelFile(`/proc/sys/net/ipv6/conf/${name}/${parameter}`))?.trim();
    const wouldStop = (await read("accept_ra")) === ROUTER_ADVERTISEMENTS_UNLESS_FORWARDING;
    if (name !== "lo" && name !== tun && wouldStop && (await read("forwarding")) !== "1") {
      await setSysctl(host, journal, `net/ipv6/conf/${name}/accept_ra`, ROUTER_ADVERTISEMENTS_ALWAYS);
    }
  }
  await setSysctl(host, journal, "net/ipv6/conf/all/forwarding", "1");
  await setSysctl(host, journal, "net/ipv6/conf/default/forwarding", "1");
}

/**
 * A packet needs the consent of every chain at its hook: where the chain that iptables (and with it container
 * runtimes) uses drops by default, our own accept would not be enough.
 */
async function admitIntoForeignChains(host: Host, journal: ChangeJournal, tun: string): Promise<void> {
  const already = journal.changes.some(({ kind }) => kind === "nft-rule");
  if (already) return;
  for (const family of ["ip", "ip6"]) {
    const chain = { family, table: "filter", chain: "FORWARD" };
    if ((await chainPolicy(host, family, chain.table, chain.chain)) !== "drop") continue;
    for (const direction of ["iifname", "oifname"]) {
      const handle = await insertRule(host, chain, [direction, tun, "counter", "accept"]);
      await journal.record({ kind: "nft-rule", ...chain, handle });
    }
  }
}
