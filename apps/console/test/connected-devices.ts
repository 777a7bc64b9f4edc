import { randomBytes } from "node:crypto";
import { FakeDevice } from "../../portal/test/fake-device.ts";
import type { ConsoleWorld } from "./console-world.ts";

const NOW_SECONDS = () => Math.floor(Date.now() / 1_000);

export interface ConnectedDevice extends AsyncDisposable {
  readonly device: FakeDevice;
  readonly name: string;
}

interface Figures {
  readonly path: "direct" | "relayed";
  readonly rtt_ms: number;
  readonly bytes_received?: number;
  readonly bytes_sent?: number;
}

/** A gateway on a real socket that agrees to whatever it is asked. */
export async function connectGateway(world: ConsoleWorld, name: string, token: string): Promise<ConnectedDevice> {
  return connected(world, "gateway", name, token);
}

export async function connectClient(world: ConsoleWorld, name: string, token: string): Promise<ConnectedDevice> {
  return connected(world, "client", name, token);
}

/** The client is granted the resource through the gateway. Gives the gateway's id, which the client's reports name. */
export async function openResource(client: ConnectedDevice, gateway: ConnectedDevice, resourceId: string) {
  client.device.send("request_authorization", { resource_id: resourceId, connected_gateway_ids: [] });
  const { payload } = await gateway.device.next("create_authorization");
  gateway.device.send("authorization_created", { ref: payload.ref });
  const created = await client.device.next("authorization_created");
  return { clientId: String(payload.client.id), gatewayId: String(created.payload.gateway_id) };
}

/** The client's report of its one connection, or of none. */
export function report(client: ConnectedDevice, gatewayId: string, figures: Figures | undefined): void {
  const connections = figures
    ? [{ peer_id: gatewayId, connected_at: NOW_SECONDS(), bytes_sent: 0, bytes_received: 0, ...figures }]
    : [];
  client.device.send("connection_report", { connections });
}

async function connected(world: ConsoleWorld, topic: "client" | "gateway", name: string, token: string) {
  const externalId = randomBytes(32).toString("hex");
  const device = await FakeDevice.connect(world.running.url, topic, token, { query: { name }, externalId });
  await device.join();
  return {
    device,
    name,
    async [Symbol.asyncDispose]() {
      device.close();
      await device.untilClosed();
    },
  };
}
