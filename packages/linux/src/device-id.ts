// The id under which the portal knows this machine.

import { createHash, createHmac, randomUUID } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { readIfPresent } from "./host.ts";

/** Keys under which the machine id is hashed, so that the ids of two programs cannot be told to be of one machine. */
export const CLIENT_APP_ID = "e1e465ce763e4759945c650ac334501f";
export const GATEWAY_APP_ID = "753b38f9f96947ef8083802d5909a372";
export const GATEWAY_ID_FILE = "/var/lib/firezone/gateway_id";

const MACHINE_ID_FILE = "/etc/machine-id";
const DIRECTORY_MODE = 0o770;
const FILE_MODE = 0o640;

const FileSchema = z.object({ id: z.string().min(1) });

export interface DeviceIdOptions {
  /** From flag or environment; "" counts as unset. */
  readonly configured: string | undefined;
  readonly file: string;
  readonly appId: string;
  readonly machineIdFile?: string;
}

/**
 * Configured; else from the file; else derived from the machine id, which is stable without being written down; else
 * random, and written down. Throws where the file exists but holds no id.
 */
export async function deviceId(options: DeviceIdOptions): Promise<string> {
  const { configured, file, appId, machineIdFile = MACHINE_ID_FILE } = options;
  if (configured !== undefined && configured !== "") return configured;
  const saved = await readIfPresent(file);
  if (saved !== undefined) return parseFile(file, saved);
  const machineId = await readIfPresent(machineIdFile);
  // The trailing newline is part of what stock devices hash.
  if (machineId !== undefined && machineId.trim() !== "") {
    return createHmac("sha256", appId).update(machineId).digest("hex");
  }
  const id = createHash("sha256").update(randomUUID()).digest("hex");
  await mkdir(dirname(file), { recursive: true, mode: DIRECTORY_MODE });
  await writeFile(file, JSON.stringify({ id }), { mode: FILE_MODE, flush: true });
  await chmod(file, FILE_MODE);
  return id;
}

function parseFile(file: string, text: string): string {
  try {
    return FileSchema.parse(JSON.parse(text)).id;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new Error(`${file} holds no device id: expected {"id": "…"}; delete it to get a new one`);
  }
}
