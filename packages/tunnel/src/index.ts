export type { PeerVerdict, Tunnel } from "./tunnel.ts";
