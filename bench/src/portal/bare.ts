import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Child } from "./child.ts";
import type { Target } from "./device.ts";
import { percentile } from "./figures.ts";
import { Herd } from "./herd.ts";
import { freeTarget } from "./portal-process.ts";
import { cpuSeconds, memoryMib } from "./process-figures.ts";
import type { Size } from "./world.ts";

const START_MS = 30_000;
const HERD_MS = 120_000;
const BETWEEN_MS = 50;
/** About as long as what the portal sends. */
const BROADCAST = JSON.stringify({ topic: "client", event: "broadcast", payload: "x".repeat(400), ref: null });

export interface BareFigures {
  readonly herdSeconds: number;
  readonly memoryMib: number;
  readonly broadcastP50: number;
  readonly broadcastP99: number;
  readonly idleCpuPercent: number;
}

/** The same driver against a server that has nothing to decide. */
export async function measureBareServer(
  size: Size,
  options: { readonly folder: string; readonly broadcasts: number; readonly idleSeconds: number },
  signal: AbortSignal,
): Promise<BareFigures> {
  const target = await freeTarget();
  const words = [join(import.meta.dirname, "bare-server.ts"), target.host, String(target.port)];
  await using server = new Child(words, {}, join(options.folder, "bare-server.log"));
  await server.until(() => accepts(target), START_MS, signal);
  const herd = new Herd(target, {
    client: Array.from({ length: size.clients }, () => "none"),
    gateway: Array.from({ length: size.gateways }, () => "none"),
  });
  try {
    const begun = performance.now();
    herd.connect();
    const { seconds, failed } = await herd.arrivals(begun, HERD_MS, signal);
    if (failed > 0) throw new Error(`${failed} devices are not connected: ${herd.failures.slice(0, 3).join("; ")}`);
    const took: number[] = [];
    for (let n = 0; n < options.broadcasts; n++) {
      took.push(await broadcast(herd, server, size));
      await sleep(BETWEEN_MS, undefined, { signal });
    }
    const before = cpuSeconds(server.pid);
    await sleep(options.idleSeconds * 1_000, undefined, { signal });
    return {
      herdSeconds: seconds,
      memoryMib: memoryMib(server.pid).now,
      broadcastP50: percentile(took, 0.5),
      broadcastP99: percentile(took, 0.99),
      idleCpuPercent: (100 * (cpuSeconds(server.pid) - before)) / options.idleSeconds,
    };
  } finally {
    herd.close();
  }
}

function broadcast(herd: Herd, server: Child, size: Size): Promise<number> {
  let left = size.clients + size.gateways;
  const begun = performance.now();
  return new Promise((resolve) => {
    const stop = herd.onMessage((_device, event) => {
      if (event !== "broadcast" || --left > 0) return;
      stop();
      resolve(performance.now() - begun);
    });
    server.tell({ broadcast: BROADCAST });
  });
}

function accepts({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ host, port });
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}
