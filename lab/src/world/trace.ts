import type { Host } from "../network/host.ts";

/** What programs of ours change on a machine: devices, addresses, routes, rules, firewall, forwarding, resolvers. */
export function traceOf(host: Host): Record<string, string> {
  const sysctls = ["net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv4.conf.all.src_valid_mark"];
  return {
    links: host.ip("-br link").replace(/ +\n/g, "\n"),
    addresses: host.ip("-br addr").replace(/ +\n/g, "\n"),
    rules: host.ip("rule") + host.ip("-6 rule"),
    routes: host.ip("route show table all") + host.ip("-6 route show table all"),
    firewall: host.run("nft", "list", "ruleset"),
    forwarding: host.run("sysctl", ...sysctls),
    resolvers: host.run("cat", "/etc/resolv.conf"),
  };
}
