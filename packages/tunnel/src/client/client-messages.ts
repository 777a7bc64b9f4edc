import type { IpAddress, SocketAddress } from "@fz/ip";
import type { ClientInbound, ClientOutbound } from "@fz/wire";
import type { FlowReport } from "../flows/flow-tracker.ts";
import type { ResourceView } from "./resource-view.ts";

/** What the client's main thread tells the tunnel. Plain data: it crosses a message port. */
export type ClientCommand =
  | { readonly type: "portal"; readonly message: ClientInbound }
  | { readonly type: "system-resolvers"; readonly servers: readonly IpAddress[] }
  /** Switches the Internet resource on or off. */
  | { readonly type: "internet-resource"; readonly active: boolean }
  | { readonly type: "host-dns-response"; readonly id: number; readonly outcome: HostDnsOutcome }
  /** The host's network changed: new sockets, new keys, new connections. */
  | { readonly type: "reset"; readonly reason: string }
  /** Says Goodbye to every gateway. */
  | { readonly type: "shutdown" };

export type HostDnsOutcome =
  | { readonly type: "response"; readonly payload: Uint8Array }
  | { readonly type: "timeout" }
  | { readonly type: "failure" };

/** A query that the host sends outside the tunnel. */
export type HostDnsQuery =
  | { readonly transport: "udp" | "tcp"; readonly server: SocketAddress; readonly payload: Uint8Array }
  /** `url` is the server's; the query becomes a part of the request's (RFC 8484). */
  | { readonly transport: "doh"; readonly url: string; readonly payload: Uint8Array };

export interface InterfaceConfig {
  readonly ipv4: IpAddress;
  readonly ipv6: IpAddress;
  /** What the operating system is to use as its resolvers. */
  readonly dnsServers: readonly IpAddress[];
  readonly searchDomain: string | undefined;
  /** Networks with prefix length that lead into the tunnel. */
  readonly routes: readonly string[];
}

export type ClientEvent =
  | { readonly type: "portal"; readonly message: ClientOutbound }
  | { readonly type: "interface"; readonly config: InterfaceConfig }
  | { readonly type: "resources"; readonly resources: readonly ResourceView[] }
  /** Answered by a `host-dns-response` command with the same id. */
  | { readonly type: "host-dns-query"; readonly id: number; readonly query: HostDnsQuery }
  /** The portal has to be connected with this key: at the start, and anew after a reset. */
  | { readonly type: "public-key-changed"; readonly publicKey: Uint8Array }
  | { readonly type: "gateway-offline"; readonly resourceId: string }
  | { readonly type: "version-mismatch"; readonly resourceId: string }
  | { readonly type: "access-denied"; readonly resourceId: string; readonly reason: string }
  /** Flows that began or ended. */
  | { readonly type: "flows"; readonly reports: readonly FlowReport[] }
  | ConnectionEvent;

export type ConnectionEvent =
  | {
      readonly type: "connection";
      readonly gatewayId: string;
      readonly state: "established";
      readonly path: "direct" | "relayed";
      /** From the packet that asked for access to the end of the handshake, milliseconds. */
      readonly setupMs: number | undefined;
    }
  | {
      readonly type: "connection";
      readonly gatewayId: string;
      readonly state: "failed" | "closed";
      readonly reason: string;
    };
