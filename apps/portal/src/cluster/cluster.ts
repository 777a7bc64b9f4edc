// What portals tell one another: who is connected, and messages to a device, addressed by its id. Presence and messages
// are plain data, so that they may cross processes.

import type { ToGateway } from "@fz/wire";
import type { GeoPoint } from "../channels/location.ts";

export interface ClientPresence {
  readonly accountId: string;
  readonly id: string;
}

export interface GatewayPresence {
  readonly accountId: string;
  readonly id: string;
  readonly siteId: string;
  readonly publicKey: string;
  readonly ipv4: string;
  readonly ipv6: string;
  /** Null where the gateway did not say. */
  readonly version: string | null;
  readonly remoteIp: string;
  readonly location: GeoPoint | null;
}

export interface RelayPresence {
  readonly id: string;
  readonly tokenId: string;
  readonly stampSecret: string;
  /** Null where the relay was given none. */
  readonly name: string | null;
  /** Null where the relay did not say. */
  readonly version: string | null;
  /** Where its connection to the portal comes from. */
  readonly remoteIp: string;
  readonly region: string | null;
  readonly city: string | null;
  /** Epoch milliseconds. */
  readonly joinedAt: number;
  readonly ipv4: string | null;
  readonly ipv6: string | null;
  readonly port: number;
  readonly location: GeoPoint | null;
}

type PayloadOf<M extends { event: string; payload: unknown }, E extends M["event"]> = Extract<
  M,
  { event: E }
>["payload"];

/** A grant on its way to a gateway; the gateway's channel adds `ref` and `use_iceless`. */
export interface AuthorizeMessage {
  readonly type: "authorize";
  readonly authorizationId: string;
  readonly clientId: string;
  readonly payload: Omit<PayloadOf<ToGateway, "create_authorization">, "ref" | "use_iceless">;
}

export type MessageToGateway =
  | (AuthorizeMessage & { readonly clientIsIceless: boolean })
  | {
      readonly type: "candidates";
      readonly event: "ice_candidates" | "invalidate_ice_candidates";
      readonly clientId: string;
      readonly candidates: readonly string[];
    };

export type MessageToClient =
  | { readonly type: "authorized"; readonly authorizationId: string; readonly useIceless: boolean }
  | {
      readonly type: "candidates";
      readonly event: "ice_candidates" | "invalidate_ice_candidates";
      readonly gatewayId: string;
      readonly candidates: readonly string[];
    }
  | {
      readonly type: "peer-candidates";
      readonly event: "client_ice_candidates" | "invalidate_client_ice_candidates";
      readonly clientId: string;
      readonly candidates: readonly string[];
    };

/** A device that came or went; whether it is there now is for the cluster to say. */
export interface PresenceChange {
  readonly accountId: string;
  readonly object: "clients" | "gateways";
  readonly id: string;
}

/** Gives the presence back. */
export type Leave = () => void;

export interface Cluster {
  /** The receiver of an id that joins again replaces the one before. */
  joinClient(presence: ClientPresence, receive: (message: MessageToClient) => void): Leave;
  joinGateway(presence: GatewayPresence, receive: (message: MessageToGateway) => void): Leave;
  joinRelay(presence: RelayPresence): Leave;
  gatewaysOf(accountId: string, siteId: string): readonly GatewayPresence[];
  isGatewayOnline(accountId: string, id: string): boolean;
  isClientOnline(accountId: string, id: string): boolean;
  onlineClients(accountId: string): readonly string[];
  onlineGateways(accountId: string): readonly string[];
  onPresenceChanged(listener: (change: PresenceChange) => void): void;
  relays(): readonly RelayPresence[];
  onRelaysChanged(listener: () => void): () => void;
  /** False where no such device of that account is connected. Ids of other accounts are unknown here. */
  tellGateway(accountId: string, id: string, message: MessageToGateway): Promise<boolean>;
  tellClient(accountId: string, id: string, message: MessageToClient): Promise<boolean>;
}
