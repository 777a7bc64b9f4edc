// A gateway tunnel and, in place of a client tunnel, a bare node: it sends whatever packet it is told to.
import { toBase64 } from "@fz/bytes";
import { type Datagram, type OutgoingDatagram, type Process, SeededRandom, Simulation, TurnServer } from "@fz/simnet";
import { Node, type RelayConfig } from "@fz/snownet";
import { GATEWAY_INBOUND, type GatewayInbound, type GatewayResourceInput } from "@fz/wire";
import { nobleCrypto } from "@fz/wireguard";
import type { GatewayCommand, GatewayEvent } from "../src/gateway/gateway-messages.ts";
import { GatewayTunnel } from "../src/gateway/gateway-tunnel.ts";
import { TunnelProcess } from "./tunnel-process.ts";
import { CLIENT_ID, CLIENT_IPV4, CLIENT_IPV6, GATEWAY_IPV4, GATEWAY_IPV6, UDP_PORT } from "./world.ts";

const GATEWAY = "gateway";
const RELAY_ID = "4e1a0000-0000-4000-8000-000000000001";
const RELAY_ADDRESS = { ip: "203.0.113.1", port: 3478 };
const CREDENTIALS = {
  client: { username: "clnt", password: "password-of-the-client" },
  gateway: { username: "gate", password: "password-of-the-gatewy" },
};
const PRESHARED_KEY = new Uint8Array(32).fill(9);
const INGEST_TOKEN =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhY2NvdW50X2lkIjoiYSIsImF1dGhvcml6YXRpb25fZXhwaXJlc19hdCI6InQiLCJhdXRob3JpemVkX2F0IjoidCIsImV4cCI6MiwiaWF0IjoxLCJpbml0aWF0b3JfYWN0b3JfaWQiOiJhIiwiaW5pdGlhdG9yX2FjdG9yX25hbWUiOiJhIiwiaW5pdGlhdG9yX2RldmljZV9pZCI6ImEiLCJwb2xpY3lfYXV0aG9yaXphdGlvbl9pZCI6ImEiLCJwb2xpY3lfaWQiOiJhIiwicmVzb3VyY2VfaWQiOiJhIiwicmVzb3VyY2VfbmFtZSI6ImEiLCJyZXNwb25kZXJfZGV2aWNlX2lkIjoiYSIsInJvbGUiOiJyZXNwb25kZXIiLCJ1cGxvYWRzX2VuYWJsZWQiOmZhbHNlfQ.c2lnbmF0dXJl";

export interface Grant {
  /** Unix seconds; null = never. */
  readonly expiresAt?: number | null;
  readonly ipv4?: string;
  readonly ipv6?: string;
}

class NodeProcess implements Process {
  readonly node: Node;
  readonly received: Uint8Array[] = [];
  onCandidates: (lines: readonly string[]) => void = () => undefined;
  readonly #out = new Uint8Array(2048);

  constructor(node: Node) {
    this.node = node;
  }

  handleDatagram({ source, destination, payload, ecn }: Datagram, now: number): void {
    const out = this.#out;
    const length = this.node.decapsulate(destination, source, ecn, payload, 0, payload.length, out, 0, now);
    if (length > 0) this.received.push(out.slice(0, length));
  }

  pollTransmit(): OutgoingDatagram | undefined {
    return this.node.pollTransmit();
  }

  handleTimeout(now: number): void {
    this.node.handleTimeout(now);
  }

  pollTimeout(): number | undefined {
    return this.node.pollTimeout();
  }

  work(): boolean {
    const event = this.node.pollEvent();
    if (event?.type === "new-candidates") this.onCandidates(event.candidates);
    return event !== undefined;
  }
}

export class GatewayBench {
  readonly simulation = new Simulation({ seed: 1, start: 0 });
  readonly gateway: TunnelProcess<GatewayCommand, GatewayEvent>;
  readonly tunnel: GatewayTunnel;
  readonly #client: NodeProcess;
  /** For the authorizations to come. */
  ingestToken = INGEST_TOKEN;
  /** For the inits to come, in seconds. */
  uploadInterval = 0;
  #lastRef = 0;

  constructor({ epochOffset = 0, relays = true }: { epochOffset?: number; relays?: boolean } = {}) {
    const random = new SeededRandom(1);
    const options = { crypto: nobleCrypto, random: (n: number) => random.bytes(n), now: 0, epochOffset };
    this.tunnel = new GatewayTunnel(options);
    this.gateway = new TunnelProcess<GatewayCommand, GatewayEvent>(this.tunnel);
    this.#client = new NodeProcess(new Node({ ...options, timing: "client" }));
    const link = { delay: 1 };
    this.simulation.host("client", { addresses: ["192.0.2.1"], link }).run(this.#client, UDP_PORT);
    this.simulation.host("gateway", { addresses: ["198.51.100.1"], link }).run(this.gateway, UDP_PORT);
    const server = new TurnServer({ addresses: [RELAY_ADDRESS], realm: "firezone", password: (name) => `of ${name}` });
    this.simulation.host("relay", { addresses: [RELAY_ADDRESS.ip], link }).run(server, "any");
    this.#exchangeCandidates();
    this.init([], relays);
    const relay: RelayConfig = {
      ...relayCredentials("client"),
      id: RELAY_ID,
      addresses: [RELAY_ADDRESS],
    };
    this.#client.node.updateRelays([], [relay], 0);
    this.simulation.run(200);
  }

  get now(): number {
    return this.simulation.now;
  }

  /** Packets that the client got out of the tunnel. */
  get received(): Uint8Array[] {
    return this.#client.received;
  }

  events<T extends GatewayEvent["type"]>(type: T): Extract<GatewayEvent, { type: T }>[] {
    return this.gateway.events.filter((event): event is Extract<GatewayEvent, { type: T }> => event.type === type);
  }

  /** Names of the messages to the portal. */
  toPortal(): string[] {
    return this.events("portal").map(({ message }) => message.event);
  }

  tell(message: GatewayInbound): void {
    this.tunnel.handleCommand({ type: "portal", message }, this.now);
    this.simulation.settle();
  }

  init(authorizations: readonly { resource_id: string; expires_at: number }[], relays = true): void {
    const turn = {
      id: RELAY_ID,
      type: "turn",
      addr: "203.0.113.1:3478",
      expires_at: 1,
      ...relayCredentials("gateway"),
    };
    const payload = GATEWAY_INBOUND.init.parse({
      interface: { ipv4: GATEWAY_IPV4, ipv6: GATEWAY_IPV6 },
      config: { ipv4_masquerade_enabled: true, ipv6_masquerade_enabled: true },
      relays: relays ? [turn] : [],
      authorizations: authorizations.map((grant) => ({ client_id: CLIENT_ID, ...grant })),
      flow_logs: { api_url: "", upload_interval_secs: this.uploadInterval, upload_batch_size: 1 },
    });
    this.tell({ event: "init", payload });
  }

  /** The portal introduces the client for the resource, to both. */
  authorize(resource: GatewayResourceInput, { expiresAt = null, ipv4 = CLIENT_IPV4, ipv6 = CLIENT_IPV6 }: Grant = {}) {
    const { node } = this.#client;
    const payload = GATEWAY_INBOUND.create_authorization.parse({
      ref: `ref-${++this.#lastRef}`,
      resource,
      client: {
        id: CLIENT_ID,
        public_key: toBase64(node.publicKey),
        preshared_key: toBase64(PRESHARED_KEY),
        ipv4,
        ipv6,
      },
      client_ice_credentials: CREDENTIALS.client,
      gateway_ice_credentials: CREDENTIALS.gateway,
      expires_at: expiresAt,
      flow_logs_ingest_token: this.ingestToken,
    });
    const connection = {
      remotePublicKey: this.tunnel.publicKey,
      presharedKey: PRESHARED_KEY,
      local: CREDENTIALS.client,
      remote: CREDENTIALS.gateway,
      role: "controlling" as const,
    };
    node.upsertConnection(GATEWAY, connection, this.now);
    this.tell({ event: "create_authorization", payload });
  }

  /** @returns whether there was a session to send it on */
  send(packet: Uint8Array): boolean {
    return this.#client.node.encapsulate(GATEWAY, packet, this.now);
  }

  /** What comes of a packet of the client's within 20 ms. */
  outcome(packet: Uint8Array): { readonly forwarded: Uint8Array[]; readonly returned: Uint8Array[] } {
    const [tun, returned] = [this.gateway.received.length, this.received.length];
    this.send(packet);
    this.simulation.run(20);
    return { forwarded: this.gateway.received.slice(tun), returned: this.received.slice(returned) };
  }

  #exchangeCandidates(): void {
    this.#client.onCandidates = (candidates) => {
      const payload = GATEWAY_INBOUND.ice_candidates.parse({ client_id: CLIENT_ID, candidates });
      this.simulation.after(0, () => this.tell({ event: "ice_candidates", payload }));
    };
    this.gateway.onEvent = (event) => {
      if (event.type !== "portal" || event.message.event !== "broadcast_ice_candidates") return;
      for (const line of event.message.payload.candidates) {
        if (typeof line === "string") this.#client.node.addRemoteCandidate(GATEWAY, line, this.now);
      }
    };
  }
}

function relayCredentials(username: string) {
  return { username, password: `of ${username}` };
}
