import { setTimeout as sleep } from "node:timers/promises";
import { histogramPercentile, percentile, readHistogram } from "./figures.ts";
import type { Herd } from "./herd.ts";
import type { PortalProcess } from "./portal-process.ts";
import type { World } from "./world.ts";

const HISTOGRAM = "portal_authorization_seconds";
const PULSE_MS = 2;
const SETTLE_MS = 2_000;
const UUID_LENGTH = 36;

export interface AuthorizationFigures {
  /** Granted in one second, as asked for. */
  readonly perSecond: number;
  readonly failed: number;
  /** How often each reason was given for a failure. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly unanswered: number;
  /** Milliseconds from the client's request until its answer, the gateway's part included. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds inside the portal, the upper bound of the bucket in which it lies. */
  readonly p99InPortal: number;
}

/** Clients at random ask for resources at random at a steady rate, whether earlier requests are answered or not. */
export async function measureAuthorizations(
  herd: Herd,
  world: World,
  portal: PortalProcess,
  options: { readonly perSecond: number; readonly seconds: number },
  signal: AbortSignal,
): Promise<AuthorizationFigures> {
  const asked = new Map<string, number>();
  const took: number[] = [];
  let failed = 0;
  const reasons: Record<string, number> = {};
  const stop = herd.onMessage((device, event, frame) => {
    if (event === "create_authorization") return device.send("authorization_created", { ref: member(frame, "ref") });
    if (event !== "authorization_created" && event !== "authorization_creation_failed") return;
    const key = `${device.identity.number} ${member(frame, "resource_id")}`;
    const begun = asked.get(key);
    if (begun === undefined) return;
    asked.delete(key);
    if (event === "authorization_created") took.push(performance.now() - begun);
    else {
      failed++;
      const { reason } = JSON.parse(frame.toString()).payload;
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
  });
  try {
    const before = readHistogram(await portal.metrics(), HISTOGRAM);
    const seconds = await askSteadily(herd, world, asked, options, signal);
    const granted = took.length;
    await sleep(SETTLE_MS, undefined, { signal });
    const after = readHistogram(await portal.metrics(), HISTOGRAM);
    return {
      perSecond: granted / seconds,
      failed,
      reasons,
      unanswered: asked.size,
      p50: percentile(took, 0.5),
      p99: percentile(took, 0.99),
      p99InPortal: histogramPercentile(before, after, 0.99) * 1_000,
    };
  } finally {
    stop();
  }
}

/** How long it took, in seconds. */
async function askSteadily(
  herd: Herd,
  world: World,
  asked: Map<string, number>,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  signal: AbortSignal,
): Promise<number> {
  const clients = herd.clients.filter(({ isJoined }) => isJoined);
  if (clients.length === 0) return seconds;
  const begun = performance.now();
  for (let sent = 0; sent < perSecond * seconds; ) {
    const due = ((performance.now() - begun) / 1_000) * perSecond;
    for (; sent < due; sent++) {
      const device = clients[Math.floor(Math.random() * clients.length)];
      const reachable = [...world.everyones, ...world.departments[device.identity.number % world.departments.length]];
      const { resourceId } = reachable[Math.floor(Math.random() * reachable.length)];
      const key = `${device.identity.number} ${resourceId}`;
      if (asked.has(key)) continue;
      asked.set(key, performance.now());
      device.send("request_authorization", { resource_id: resourceId, connected_gateway_ids: [] });
    }
    await sleep(PULSE_MS, undefined, { signal });
  }
  return (performance.now() - begun) / 1_000;
}

/** An identifier in a message, without parsing all of it. */
function member(frame: Buffer, name: string): string {
  const key = `"payload":{"${name}":"`;
  const at = frame.indexOf(key);
  if (at < 0) throw new Error(`a message does not begin with ${name}`);
  return frame.toString("latin1", at + key.length, at + key.length + UUID_LENGTH);
}
