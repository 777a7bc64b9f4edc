import { type RelayConnectParams, relayId } from "@fz/wire";
import type { Leave } from "../cluster/cluster.ts";
import type { Context } from "../context.ts";
import { relayTokenExists } from "../devices/standing.ts";
import type { Remote } from "../http/remote.ts";
import { type Channel, CLOSE_GOING_AWAY, type DeviceSocket } from "./device-socket.ts";
import { geoPoint } from "./location.ts";

interface Connected {
  readonly tokenId: string;
  readonly params: RelayConnectParams;
  readonly remote: Remote;
  readonly version: string | null;
}

/** A relay: it joins with its stamp secret, and that is all it ever says. */
export class RelayChannel implements Channel<"relay"> {
  readonly tokenId: string;
  readonly #context: Context;
  readonly #socket: DeviceSocket<"relay">;
  readonly #relay: Connected;
  #id: string | undefined;
  #leaveCluster: Leave | undefined;

  constructor(context: Context, socket: DeviceSocket<"relay">, relay: Connected) {
    this.#context = context;
    this.#socket = socket;
    this.tokenId = relay.tokenId;
    this.#relay = relay;
  }

  async join(stampSecret: string | undefined): Promise<void> {
    if (stampSecret === undefined) return;
    const id = relayId(stampSecret);
    this.#id = id;
    this.#context.roster.relay(id)?.replace();
    this.#context.roster.addRelay(id, this);
    if (!(await relayTokenExists(this.#context.db, this.tokenId))) return this.tokenDeleted();
    if (this.#id !== id) return;
    this.#socket.push("init", {});
    const { params, remote, version } = this.#relay;
    const { ip, region, city } = remote;
    this.#leaveCluster = this.#context.cluster.joinRelay({
      id,
      tokenId: this.tokenId,
      stampSecret,
      name: params.name ?? null,
      version,
      ipv4: params.ipv4 ?? null,
      ipv6: params.ipv6 ?? null,
      port: params.port,
      remoteIp: ip,
      region,
      city,
      joinedAt: this.#context.now(),
      location: geoPoint(remote.lat, remote.lon),
    });
    this.#socket.log.info({ relayId: id, tokenId: this.tokenId }, "relay joined");
  }

  async handle(): Promise<void> {
    // Relays have no messages of their own; wire answers whatever else arrives.
  }

  leave(): void {
    this.#leaveCluster?.();
    this.#leaveCluster = undefined;
    if (this.#id !== undefined) this.#context.roster.removeRelay(this.#id, this);
    this.#id = undefined;
  }

  /** The same relay connected again. */
  replace(): void {
    this.#socket.stop();
  }

  tokenDeleted(): void {
    this.#socket.close(CLOSE_GOING_AWAY);
  }

  tick(now: number): void {
    this.#socket.checkIdle(now);
  }

  close(): void {
    this.#socket.close(CLOSE_GOING_AWAY);
  }
}
