import { type RelayConnectParams, relayId } from "@fz/wire";
import type { Leave } from "../cluster/cluster.ts";
import type { Context } from "../context.ts";
import { relayTokenExists } from "../devices/standing.ts";
import type { Remote } from "../http/remote.ts";
import { type Channel, CLOSE_GOING_AWAY, type DeviceSocket } from "./device-socket.ts";
import { geoPoint } from "./location.ts";

/** A relay: it joins with its stamp secret, and that is all it ever says. */
export class RelayChannel implements Channel<"relay"> {
  readonly tokenId: string;
  readonly #context: Context;
  readonly #socket: DeviceSocket<"relay">;
  readonly #params: RelayConnectParams;
  readonly #remote: Remote;
  #id: string | undefined;
  #leaveCluster: Leave | undefined;

  constructor(
    context: Context,
    socket: DeviceSocket<"relay">,
    relay: { readonly tokenId: string; readonly params: RelayConnectParams; readonly remote: Remote },
  ) {
    this.#context = context;
    this.#socket = socket;
    this.tokenId = relay.tokenId;
    this.#params = relay.params;
    this.#remote = relay.remote;
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
    const { ipv4, ipv6, port } = this.#params;
    const location = geoPoint(this.#remote.lat, this.#remote.lon);
    this.#leaveCluster = this.#context.cluster.joinRelay({
      id,
      stampSecret,
      ipv4: ipv4 ?? null,
      ipv6: ipv6 ?? null,
      port,
      location,
    });
    this.#socket.log.info({ relayId: id }, "relay joined");
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
