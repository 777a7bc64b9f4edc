// What scenarios ask of a host, with errors that say what came instead.
import { createHash } from "node:crypto";
import type { Host } from "../network/host.ts";
import type { Exit, LabProcess } from "../network/process.ts";
import { until } from "../world/until.ts";
import type { World } from "../world/world.ts";

/** Seconds that a request may take before it counts as refused. */
const PATIENCE = 10;

export interface Fetched {
  readonly ok: boolean;
  readonly body: string;
  readonly milliseconds: number;
  readonly error: string;
}

/** One HTTP request by curl. */
export async function fetchPage(host: Host, url: string, ...words: string[]): Promise<Fetched> {
  const started = performance.now();
  const curl = host.start("curl", "curl", ["-sS", "--max-time", String(PATIENCE), ...words, url]);
  const { code } = await curl.exited;
  const body = curl.output;
  return { ok: code === 0, body, milliseconds: performance.now() - started, error: code === 0 ? "" : body };
}

export async function expectPage(host: Host, url: string, ...words: string[]): Promise<Fetched> {
  const fetched = await fetchPage(host, url, ...words);
  if (!fetched.ok || !fetched.body.includes("Welcome to")) {
    throw new Error(`${host.name} should have got ${url}: ${fetched.body || "nothing"}`);
  }
  return fetched;
}

export async function expectRefused(host: Host, url: string, ...words: string[]): Promise<Fetched> {
  const fetched = await fetchPage(host, url, ...words);
  if (fetched.ok) throw new Error(`${host.name} should not have got ${url}: ${fetched.body}`);
  return fetched;
}

export function expectEqual<T>(what: string, actual: T, expected: T): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

export function expectAtMost(what: string, actual: number, limit: number): void {
  if (actual > limit) throw new Error(`${what}: ${actual.toFixed(1)}, more than ${limit}`);
}

/** Waits for the path of the client's only gateway connection: it may start relayed and turn direct a moment later. */
export async function waitForPath(world: World, path: "direct" | "relayed"): Promise<void> {
  let seen: unknown;
  await until(`a ${path} connection to a gateway`, async () => {
    const { gateways } = (await world.clientStatus()).tunnel;
    seen = gateways;
    return gateways.length === 1 && gateways[0].path === path;
  }).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : error}; there are: ${JSON.stringify(seen)}`);
  });
}

export function expectOrderlyEnd(exits: ReadonlyMap<string, Exit>): void {
  for (const [name, { code, signal }] of exits) {
    if (code !== 0) throw new Error(`${name} did not end in order: ${signal ?? `exit code ${code}`}`);
  }
}

const CHUNK = 1 << 16;

/** What the lab's web server sends for /download?bytes=N, hashed. */
export function downloadSha256(bytes: number): string {
  const pattern = Buffer.alloc(CHUNK);
  for (let i = 0; i < CHUNK; i++) pattern[i] = (i * 131 + (i >> 8) * 17) & 0xff;
  const hash = createHash("sha256");
  for (let left = bytes; left > 0; left -= CHUNK) hash.update(pattern.subarray(0, Math.min(CHUNK, left)));
  return hash.digest("hex");
}

/** Starts a download whose checksum comes as the only line. */
export function startDownload(host: Host, url: string, bytes: number, rateLimit?: string) {
  const limit = rateLimit === undefined ? "" : `--limit-rate ${rateLimit} `;
  const command = `curl -sS --max-time 120 ${limit}'${url}/download?bytes=${bytes}' | sha256sum`;
  return host.start("download", "bash", ["-o", "pipefail", "-c", command]);
}

export async function expectDownload(host: Host, url: string, bytes: number): Promise<number> {
  const started = performance.now();
  const download = startDownload(host, url, bytes);
  const { code } = await download.exited;
  if (code !== 0) throw new Error(`the download of ${url} failed: ${download.output}`);
  expectEqual(`checksum of ${bytes} bytes from ${url}`, download.output.split(" ")[0], downloadSha256(bytes));
  return performance.now() - started;
}

/** Uploads zeroes. @returns milliseconds */
export async function expectUpload(host: Host, url: string, bytes: number): Promise<number> {
  const started = performance.now();
  const command = `head -c ${bytes} /dev/zero | curl -sS --max-time 60 --data-binary @- '${url}/upload'`;
  const upload = host.start("upload", "bash", ["-o", "pipefail", "-c", command]);
  const { code } = await upload.exited;
  if (code !== 0) throw new Error(`the upload to ${url} failed: ${upload.output}`);
  const sha256 = createHash("sha256").update(new Uint8Array(bytes)).digest("hex");
  expectEqual(`what ${url} received`, JSON.parse(upload.output), { bytes, sha256 });
  return performance.now() - started;
}

/** Serves one test, over IPv4: on a socket of both families it would set the traffic class of IPv6 packets only. */
export async function startIperfServer(host: Host): Promise<LabProcess> {
  const server = host.start("iperf3", "iperf3", ["--server", "--version4", "--one-off", "--forceflush"]);
  await server.line(/listening/);
  return server;
}
