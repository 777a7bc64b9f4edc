import { type Host, Network } from "@fz/lab";

/** Two machines on one wire: what every tunnel of the benchmark gets. */
export interface Pair {
  readonly client: Host;
  readonly server: Host;
}

export const CLIENT_IP = "203.0.113.1";
export const SERVER_IP = "203.0.113.2";

export async function withPair<T>(use: (pair: Pair) => Promise<T>): Promise<T> {
  const network = new Network();
  try {
    const wire = network.segment("wire");
    const client = network.host("client");
    const server = network.host("server");
    await wire.plug(client, "eth0", { addresses: [`${CLIENT_IP}/24`] });
    await wire.plug(server, "eth0", { addresses: [`${SERVER_IP}/24`] });
    return await use({ client, server });
  } finally {
    await network.remove();
  }
}
