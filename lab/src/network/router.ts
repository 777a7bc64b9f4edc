import type { Host } from "./host.ts";

/**
 * How a router maps the addresses of the hosts behind it (RFC 4787 terms, as far as Linux can be made to act):
 * - `endpoint-independent`: one outside port per inside socket, kept whatever the destination; only peers that were written to get in.
 * - `symmetric`: another random outside port for every destination, so the address a STUN server saw is useless to others.
 */
export type NatKind = "endpoint-independent" | "symmetric";

/**
 * Makes `host` a router that masquerades what leaves through `wan` and lets nothing in unasked. Dropping what comes for
 * the router itself matters: an accepted packet of a peer would take the port that its answer has to be mapped to.
 */
export function makeNatRouter(host: Host, wan: string, kind: NatKind): void {
  host.sysctls({ "net.ipv4.ip_forward": 1, "net.ipv6.conf.all.forwarding": 1 });
  const masquerade = kind === "symmetric" ? "masquerade fully-random" : "masquerade";
  host.nft(`
    table inet nat {
      chain postrouting {
        type nat hook postrouting priority srcnat;
        oifname "${wan}" ${masquerade}
      }
      chain input {
        type filter hook input priority filter; policy accept;
        iifname "${wan}" ct state established,related accept
        iifname "${wan}" meta l4proto { tcp, udp } drop
      }
      chain forward {
        type filter hook forward priority filter; policy accept;
        iifname "${wan}" ct state established,related accept
        iifname "${wan}" drop
      }
    }
  `);
}
