// What the engine's worker loads: the gateway's tunnel, on the primitives that the worker has.
import type { TunnelEnvironment } from "@fz/engine";
import { type GatewayEvent, GatewayTunnel } from "@fz/tunnel";

/** Tells its first public key like each later one: nothing can be said to the portal without it. */
class AnnouncedTunnel extends GatewayTunnel {
  #announced = false;

  override pollEvent(): GatewayEvent | undefined {
    if (this.#announced) return super.pollEvent();
    this.#announced = true;
    return { type: "public-key-changed", publicKey: this.publicKey };
  }
}

export function createTunnel(_options: undefined, environment: TunnelEnvironment): GatewayTunnel {
  return new AnnouncedTunnel(environment);
}
