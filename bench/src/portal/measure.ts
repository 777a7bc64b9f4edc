import { setTimeout as sleep } from "node:timers/promises";
import { readConfig } from "@fz/portal";
import { type AuthorizationFigures, measureAuthorizations } from "./authorizations.ts";
import { type EditFigures, measureNarrowEdits, measureWideEdits } from "./edits.ts";
import { type EndFigures, measureEnds } from "./ends.ts";
import { type Arrivals, Herd } from "./herd.ts";
import { freeTarget, PortalProcess, type Store } from "./portal-process.ts";
import { cpuSeconds, familyCpuSeconds, memoryMib } from "./process-figures.ts";
import { populate, type Size } from "./world.ts";

const HERD_MS = 90_000;

export interface Plan {
  readonly size: Size;
  readonly wideEdits: number;
  readonly ends: number;
  readonly narrowEdits: number;
  readonly authorizationsPerSecond: number;
  readonly authorizationSeconds: number;
  readonly idleSeconds: number;
  /** Flags for the portal's Node. */
  readonly nodeOptions: readonly string[];
  /** For logs. */
  readonly folder: string;
}

export interface PortalFigures {
  readonly herd: Arrivals;
  /** MiB with all devices connected: right after the herd, after everything else, and at most. */
  readonly memory: { readonly connected: number; readonly end: number; readonly peak: number };
  readonly wide: EditFigures;
  readonly narrow: EditFigures;
  readonly ends: EndFigures;
  readonly authorizations: AuthorizationFigures;
  /** Percent of one core. */
  readonly idleCpu: { readonly portal: number; readonly database: number };
  /** All devices come back after the portal was restarted. */
  readonly restart: Arrivals;
}

export interface StoreUnderTest {
  readonly store: Store;
  /** The database server's process, where there is one. */
  readonly serverPid: number | undefined;
}

export type Tell = (text: string) => void;

/** One portal and its devices from the first connection to a restart. */
export async function measurePortal(
  { store, serverPid }: StoreUnderTest,
  plan: Plan,
  tell: Tell,
  signal: AbortSignal,
): Promise<PortalFigures> {
  const config = readConfig(
    { LOG_LEVEL: "error", ...("url" in store ? { DATABASE_URL: store.url } : {}) },
    "folder" in store ? { folder: store.folder } : {},
  );
  const world = await populate(config, plan.size);
  tell("database filled");
  const target = await freeTarget();
  const start = () => PortalProcess.start(target, store, plan.folder, plan.nodeOptions, signal);
  const herd = new Herd(target, world.tokens);
  try {
    const first = await (async () => {
      await using portal = await start();
      const begun = performance.now();
      herd.connect();
      const arrivals = await herd.arrivals(begun, HERD_MS, signal);
      tell(`herd: ${describe(arrivals)}`);
      if (arrivals.failed > 0) tell(`not connected: ${herd.failures.slice(0, 5).join("; ")}`);
      const connected = memoryMib(portal.child.pid).now;
      const idleCpu = await measureIdle(portal, serverPid, plan.idleSeconds, signal);
      tell(
        `${connected} MiB; idle ${idleCpu.portal.toFixed(1)} % of a core, database ${idleCpu.database.toFixed(1)} %`,
      );
      const wide = await measureWideEdits(herd, world, target, plan.wideEdits, signal);
      tell(`edits for all: ${describeEdits(wide)}`);
      const narrow = await measureNarrowEdits(herd, world, target, plan.narrowEdits, signal);
      tell(`edits for few: ${describeEdits(narrow)}`);
      const ends = await measureEnds(herd, world, target, plan.ends, signal);
      tell(`ends for all: ${JSON.stringify(ends)}`);
      const load = { perSecond: plan.authorizationsPerSecond, seconds: plan.authorizationSeconds };
      const authorizations = await measureAuthorizations(herd, world, portal, load, signal);
      tell(`authorisations: ${JSON.stringify(authorizations)}`);
      const { now: end, peak } = memoryMib(portal.child.pid);
      return { herd: arrivals, memory: { connected, end, peak }, wide, narrow, ends, authorizations, idleCpu };
    })();
    await using _portal = await start();
    const restart = await herd.arrivals(performance.now(), HERD_MS, signal);
    tell(`after a restart: ${describe(restart)}`);
    return { ...first, restart };
  } finally {
    herd.close();
  }
}

async function measureIdle(portal: PortalProcess, serverPid: number | undefined, seconds: number, signal: AbortSignal) {
  const used = () => ({
    portal: cpuSeconds(portal.child.pid),
    database: serverPid === undefined ? 0 : familyCpuSeconds(serverPid),
  });
  const before = used();
  await sleep(seconds * 1_000, undefined, { signal });
  const after = used();
  return {
    portal: (100 * (after.portal - before.portal)) / seconds,
    database: (100 * (after.database - before.database)) / seconds,
  };
}

function describe({ seconds, failed, retries }: Arrivals): string {
  return `${seconds.toFixed(1)} s, ${failed} failed, retries ${JSON.stringify(retries)}`;
}

function describeEdits({ edits, devices, p50, p99, missed }: EditFigures): string {
  return `${edits} to ${devices} devices, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${missed} missed`;
}
