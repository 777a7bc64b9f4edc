import { randomBytes } from "node:crypto";
import { FakeDevice, stampSecret } from "../../portal/test/fake-device.ts";
import type { ConsoleWorld } from "./console-world.ts";

const LOOK_MS = 20;

export interface ConnectedDevice extends AsyncDisposable {
  readonly device: FakeDevice;
  readonly name: string;
}

export interface ReportedConnection {
  /** The gateway. */
  readonly peer_id: string;
  readonly path: "direct" | "relayed";
  readonly rtt_ms: number;
  readonly bytes_received?: number;
  readonly bytes_sent?: number;
}

/** A gateway on a real socket. */
export async function connectGateway(
  world: ConsoleWorld,
  name: string,
  token: string,
  externalId?: string,
): Promise<ConnectedDevice> {
  return connected(world, "gateway", name, token, externalId);
}

export async function connectClient(
  world: ConsoleWorld,
  name: string,
  token: string,
  externalId?: string,
): Promise<ConnectedDevice> {
  return connected(world, "client", name, token, externalId);
}

/** By which a device is known again. */
export function newExternalId(): string {
  return randomBytes(32).toString("hex");
}

/** A relay of the installation. */
export async function connectRelay(world: ConsoleWorld): Promise<ConnectedDevice> {
  const device = await FakeDevice.connect(world.running.url, "relay", world.running.account.relayToken);
  await device.join({ stamp_secret: stampSecret(crypto.randomUUID()) });
  return disposable(device, "relay");
}

/** The client is granted the resource through one of the gateways, whose id its reports name. */
export async function openResource(
  { device: client }: ConnectedDevice,
  gateways: readonly ConnectedDevice[],
  resourceId: string,
  connectedGatewayIds: readonly string[] = [],
): Promise<string> {
  const asked = gateways.map(({ device }) => ({ device, before: device.received.length }));
  client.send("request_authorization", { resource_id: resourceId, connected_gateway_ids: connectedGatewayIds });
  const answered = client.next("authorization_created");
  const answer = setInterval(() => {
    for (const { device, before } of asked) {
      const request = device.received.slice(before).find(({ event }) => event === "create_authorization");
      if (!request) continue;
      clearInterval(answer);
      device.send("authorization_created", { ref: request.payload.ref });
    }
  }, LOOK_MS);
  try {
    return String((await answered).payload.gateway_id);
  } finally {
    clearInterval(answer);
  }
}

/** The client's report of all its connections. */
export function report({ device }: ConnectedDevice, connections: readonly ReportedConnection[]): void {
  const connected_at = Math.floor(Date.now() / 1_000);
  const reported = connections.map((one) => ({ connected_at, bytes_sent: 0, bytes_received: 0, ...one }));
  device.send("connection_report", { connections: reported });
}

async function connected(
  world: ConsoleWorld,
  topic: "client" | "gateway",
  name: string,
  token: string,
  externalId = newExternalId(),
) {
  const device = await FakeDevice.connect(world.running.url, topic, token, { query: { name }, externalId });
  await device.join();
  return disposable(device, name);
}

function disposable(device: FakeDevice, name: string): ConnectedDevice {
  return {
    device,
    name,
    async [Symbol.asyncDispose]() {
      device.close();
      await device.untilClosed();
    },
  };
}
