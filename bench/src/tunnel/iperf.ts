import type { Host } from "@fz/lab";
import { z } from "zod";

export interface Throughput {
  /** Mbit/s from client to server, as the receiver counted. */
  readonly mbps: number;
  /** Mbit/s from server to client. */
  readonly mbpsReverse: number;
}

export interface IperfOptions {
  readonly client: Host;
  readonly server: Host;
  /** Address of the server as the client reaches it. */
  readonly address: string;
  readonly seconds: number;
}

const report = z.object({ end: z.object({ sum_received: z.object({ bits_per_second: z.number() }) }) });

/** One TCP stream, one direction after the other. */
export async function measureTcp(options: IperfOptions): Promise<Throughput> {
  const server = options.server.start("iperf3", "iperf3", ["--server", "--forceflush"]);
  try {
    await server.line(/Server listening/);
    const mbps = oneDirection(options, []);
    const mbpsReverse = oneDirection(options, ["--reverse"]);
    return { mbps, mbpsReverse };
  } finally {
    await server.stop();
  }
}

function oneDirection({ client, address, seconds }: IperfOptions, words: readonly string[]): number {
  const text = client.run("iperf3", "--client", address, "--time", String(seconds), "--json", ...words);
  return Math.round(report.parse(JSON.parse(text)).end.sum_received.bits_per_second / 1e6);
}
