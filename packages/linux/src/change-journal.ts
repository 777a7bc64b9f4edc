// What we changed on the machine, written down before it is changed, so that an orderly exit and the start after a
// crash can put everything back.

import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { type Host, readIfPresent } from "./host.ts";
import { deleteRule, deleteTable } from "./nft-command.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { restoreResolvConf } from "./resolv-conf-file.ts";
import { removeRouting } from "./routing.ts";

const ChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("routing") }),
  z.object({ kind: z.literal("sysctl"), path: z.string(), before: z.string(), after: z.string() }),
  z.object({ kind: z.literal("nft-table"), family: z.string(), table: z.string() }),
  z.object({
    kind: z.literal("nft-rule"),
    family: z.string(),
    table: z.string(),
    chain: z.string(),
    handle: z.number(),
  }),
  z.object({ kind: z.literal("resolv-conf"), path: z.string(), backup: z.string() }),
]);
export type Change = z.output<typeof ChangeSchema>;

const JournalSchema = z.object({ bootId: z.string(), changes: z.array(ChangeSchema) });

const BOOT_ID = "/proc/sys/kernel/random/boot_id";
const MODE = 0o600;

export class ChangeJournal {
  readonly #path: string;
  readonly #host: Host;
  readonly #bootId: string;
  #changes: Change[] = [];
  readonly #writes = new OneAtATime();

  private constructor(path: string, host: Host, bootId: string) {
    this.#path = path;
    this.#host = host;
    this.#bootId = bootId;
  }

  /** Puts back what a predecessor left behind, then starts empty. One path per program. */
  static async open(
    path: string,
    host: Host,
    warn: (message: string) => void = () => undefined,
  ): Promise<ChangeJournal> {
    const bootId = (await readIfPresent(BOOT_ID))?.trim() ?? "";
    const journal = new ChangeJournal(path, host, bootId);
    const text = await readIfPresent(path);
    if (text !== undefined) {
      const left = parseJournal(text);
      if (!left) warn(`${path} is damaged: what it listed stays as it is`);
      // A reboot undoes everything but files by itself.
      journal.#changes = left?.changes.filter(({ kind }) => left.bootId === bootId || kind === "resolv-conf") ?? [];
    }
    await journal.undoAll(warn);
    return journal;
  }

  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** Returns once it is safely written down; the same change twice is one. */
  record(change: Change): Promise<void> {
    return this.#writes.run(async () => {
      const text = JSON.stringify(change);
      if (this.#changes.some((known) => JSON.stringify(known) === text)) return;
      this.#changes.push(change);
      await this.#write();
    });
  }

  /** Latest first. What cannot be undone is told and does not stop the rest. */
  undoAll(warn: (message: string) => void = () => undefined): Promise<void> {
    return this.#writes.run(async () => {
      for (const change of this.#changes.toReversed()) {
        try {
          await undo(change, this.#host);
        } catch (error) {
          warn(`could not undo ${change.kind}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      this.#changes = [];
      await rm(this.#path, { force: true });
    });
  }

  async #write(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const temporary = `${this.#path}.new`;
    const text = JSON.stringify({ bootId: this.#bootId, changes: this.#changes });
    await writeFile(temporary, text, { mode: MODE, flush: true });
    await rename(temporary, this.#path);
  }
}

function parseJournal(text: string): z.output<typeof JournalSchema> | undefined {
  try {
    return JournalSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

async function undo(change: Change, host: Host): Promise<void> {
  switch (change.kind) {
    case "routing":
      await removeRouting(host);
      return;
    case "sysctl": {
      // Somebody else's later choice stands.
      const now = (await host.readKernelFile(change.path))?.trim();
      if (now === change.after) await host.writeKernelFile(change.path, change.before);
      return;
    }
    case "nft-table":
      await deleteTable(host, change.family, change.table);
      return;
    case "nft-rule":
      await deleteRule(host, change);
      return;
    case "resolv-conf":
      await restoreResolvConf(change.path, change.backup);
      return;
  }
}
