import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@fz/portal/postgres-server";
import { type BareFigures, measureBareServer } from "./bare.ts";
import { rounded } from "./figures.ts";
import { measurePortal, type Plan, type PortalFigures, type Tell } from "./measure.ts";
import { openFilesLimit } from "./process-figures.ts";

const DATABASES = ["server", "embedded"] as const;
export type DatabaseKind = (typeof DATABASES)[number];
const SPARE_FILES = 200;
const WIDE_EDITS = 25;
const ENDS = 5;
const NARROW_EDITS = 50;
const BROADCASTS = 50;
const PER_SECOND = 500;
const IDLE_SECONDS = 30;
const BARE_IDLE_SECONDS = 10;
const AUTHORIZATION_SECONDS = 15;
/** Whatever happens, the benchmark ends. */
const LIMIT_MS = 10 * 60_000;

export interface PortalBenchOptions {
  readonly clients: number;
  readonly gateways: number;
  readonly databases: readonly DatabaseKind[];
  readonly profile: string | undefined;
  readonly json: boolean;
}

export function parseDatabases(text: string): DatabaseKind[] {
  return text.split(",").map((name) => {
    const kind = DATABASES.find((known) => known === name);
    if (!kind) throw new Error(`"${name}" is none of ${DATABASES.join(", ")}`);
    return kind;
  });
}

/** One portal with all its devices, on each database; then what the machine can do with nothing to decide. */
export async function benchPortal(options: PortalBenchOptions): Promise<void> {
  const { clients, gateways, json } = options;
  if (clients + gateways + SPARE_FILES > openFilesLimit()) {
    throw new Error(
      `${clients + gateways} devices need as many open files; raise the limit (ulimit -n) or ask for fewer`,
    );
  }
  const tell: Tell = (text) => (json ? process.stderr.write(`${text}\n`) : console.log(text));
  const ending = new AbortController();
  const end = () => ending.abort(new Error("interrupted"));
  process.once("SIGINT", end).once("SIGTERM", end);
  const limit = setTimeout(() => ending.abort(new Error("the benchmark takes too long")), LIMIT_MS);
  const folder = mkdtempSync(join(tmpdir(), "bench-portal-"));
  const plan: Plan = {
    size: { clients, gateways },
    wideEdits: WIDE_EDITS,
    ends: ENDS,
    narrowEdits: NARROW_EDITS,
    authorizationsPerSecond: PER_SECOND,
    authorizationSeconds: AUTHORIZATION_SECONDS,
    idleSeconds: IDLE_SECONDS,
    nodeOptions: options.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`],
    folder,
  };
  try {
    const figures: Partial<Record<DatabaseKind, PortalFigures>> = {};
    for (const database of options.databases) {
      tell(`portal, ${database} database`);
      figures[database] = await MEASURES[database](plan, tell, ending.signal);
    }
    tell("bare WebSocket server");
    const bareOptions = { folder, broadcasts: BROADCASTS, idleSeconds: BARE_IDLE_SECONDS };
    const bare = await measureBareServer(plan.size, bareOptions, ending.signal);
    print(summary(plan, figures, bare), json);
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : error;
  } finally {
    clearTimeout(limit);
    process.off("SIGINT", end).off("SIGTERM", end);
    rmSync(folder, { recursive: true, force: true });
  }
}

const MEASURES: Readonly<
  Record<DatabaseKind, (plan: Plan, tell: Tell, signal: AbortSignal) => Promise<PortalFigures>>
> = {
  async server(plan, tell, signal) {
    await using server = await startPostgres({ durable: true });
    return await measurePortal(
      { store: { url: await server.createDatabase() }, serverPid: server.pid },
      plan,
      tell,
      signal,
    );
  },
  embedded: (plan, tell, signal) =>
    measurePortal({ store: { folder: join(plan.folder, "data") }, serverPid: undefined }, plan, tell, signal),
};

function summary(plan: Plan, figures: Partial<Record<DatabaseKind, PortalFigures>>, bare: BareFigures) {
  const databases = Object.entries(figures).map(([database, one]) => [database, portalSummary(one, bare)]);
  return {
    ...plan.size,
    ...Object.fromEntries(databases),
    bare: {
      herd_seconds: rounded(bare.herdSeconds),
      memory_mib: bare.memoryMib,
      broadcast_p50_ms: rounded(bare.broadcastP50),
      broadcast_p99_ms: rounded(bare.broadcastP99),
      idle_cpu_percent: rounded(bare.idleCpuPercent),
    },
  };
}

function portalSummary(figures: PortalFigures, bare: BareFigures) {
  const { herd, memory, wide, narrow, ends, authorizations, idleCpu, restart } = figures;
  return {
    herd_seconds: rounded(herd.seconds),
    herd_failed: herd.failed,
    herd_retries: herd.retries,
    memory_mib: memory.connected,
    memory_peak_mib: memory.peak,
    idle_cpu_percent: rounded(idleCpu.portal),
    idle_cpu_percent_database: rounded(idleCpu.database),
    edit_all_p50_ms: rounded(wide.p50),
    edit_all_p99_ms: rounded(wide.p99),
    edit_few_p50_ms: rounded(narrow.p50),
    edit_few_p99_ms: rounded(narrow.p99),
    edits_missed: wide.missed + narrow.missed,
    end_for_all_p50_ms: rounded(ends.p50),
    end_for_all_longest_answer_ms: rounded(ends.longestAnswer),
    ends_missed: ends.missed,
    authorizations_per_second: rounded(authorizations.perSecond),
    authorizations_failed: authorizations.failed + authorizations.unanswered,
    authorization_p50_ms: rounded(authorizations.p50),
    authorization_p99_ms: rounded(authorizations.p99),
    authorization_p99_ms_in_portal: rounded(authorizations.p99InPortal),
    restart_seconds: rounded(restart.seconds),
    restart_failed: restart.failed,
    restart_retries: restart.retries,
    ratio_herd_to_bare: rounded(herd.seconds / bare.herdSeconds),
    ratio_edit_all_to_bare: rounded(wide.p50 / bare.broadcastP50),
    ratio_memory_to_bare: rounded(memory.connected / bare.memoryMib),
  };
}

function print(result: ReturnType<typeof summary>, json: boolean): void {
  if (json) return console.log(JSON.stringify(result));
  for (const [part, figures] of Object.entries(result)) {
    const lines = typeof figures === "object" ? Object.entries(figures ?? {}) : [["", figures]];
    for (const [name, value] of lines) {
      const text = typeof value === "object" ? JSON.stringify(value) : String(value);
      console.log(`${`${part} ${name}`.padEnd(44)} ${text}`);
    }
  }
}
