import type { IpAddress } from "@fz/ip";
import type { GatewayInbound, GatewayOutbound } from "@fz/wire";
import type { FlowReport } from "../flows/flow-tracker.ts";

/** What the gateway's main thread tells the tunnel. Plain data: it crosses a message port. */
export type GatewayCommand =
  | { readonly type: "portal"; readonly message: GatewayInbound }
  /** The answer to a `resolve` event; `addresses` is empty where the name has none or could not be resolved. */
  | { readonly type: "resolved"; readonly id: number; readonly addresses: readonly IpAddress[] }
  /** The host's network changed: new sockets, new connections. */
  | { readonly type: "reset"; readonly reason: string }
  /** Says Goodbye to every client. */
  | { readonly type: "shutdown" };

export type GatewayEvent =
  | { readonly type: "portal"; readonly message: GatewayOutbound }
  /** The TUN device is to have these addresses. */
  | { readonly type: "interface"; readonly config: { readonly ipv4: IpAddress; readonly ipv6: IpAddress } }
  /** Asks for the addresses of a name at this site; answered by a `resolved` command with the same id. */
  | { readonly type: "resolve"; readonly id: number; readonly domain: string }
  /** The portal has to be connected with this key: at the start, and anew after a reset. */
  | { readonly type: "public-key-changed"; readonly publicKey: Uint8Array }
  | {
      readonly type: "authorization";
      readonly clientId: string;
      readonly resourceId: string;
      readonly state: "created" | "revoked" | "expired";
    }
  /** Flows that began or ended. */
  | { readonly type: "flows"; readonly reports: readonly FlowReport[] }
  | {
      readonly type: "connection";
      readonly clientId: string;
      readonly state: "established" | "failed" | "closed";
      readonly reason?: string | undefined;
    };
