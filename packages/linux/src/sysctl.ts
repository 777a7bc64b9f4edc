// Kernel parameters that we set and put back.

import type { ChangeJournal } from "./change-journal.ts";
import type { Host } from "./host.ts";
import { IpCommand } from "./ip-command.ts";

/** `net/ipv4/ip_forward` → its path. Slashes, because interface names may contain dots. */
const path = (name: string) => `/proc/sys/${name}`;

/** Where the parameter does not exist, e.g. without IPv6, nothing happens. */
export async function setSysctl(host: Host, journal: ChangeJournal, name: string, value: string): Promise<void> {
  const before = (await host.readKernelFile(path(name)))?.trim();
  if (before === undefined || before === value) return;
  await journal.record({ kind: "sysctl", path: path(name), before, after: value });
  await host.writeKernelFile(path(name), value);
}

const RP_FILTER_STRICT = "1";
const RP_FILTER_LOOSE = "2";

/**
 * With a default route into the tunnel the way back to a gateway's address is the tunnel, too, as far as the strict
 * filter (RFC 3704 §2.2) can see: it would drop what arrives from the gateway. Loose mode does not.
 */
export async function loosenReversePathFilter(host: Host, journal: ChangeJournal): Promise<void> {
  const all = (await host.readKernelFile(path("net/ipv4/conf/all/rp_filter")))?.trim();
  for (const { name } of await new IpCommand(host).links()) {
    const own = (await host.readKernelFile(path(`net/ipv4/conf/${name}/rp_filter`)))?.trim();
    // The larger of the two counts.
    const isStrict = own !== RP_FILTER_LOOSE && all !== RP_FILTER_LOOSE && [own, all].includes(RP_FILTER_STRICT);
    if (isStrict) await setSysctl(host, journal, `net/ipv4/conf/${name}/rp_filter`, RP_FILTER_LOOSE);
  }
}
