/** What the demonstration saw; its last line as JSON. */
export interface DemoResult {
  readonly resource: string;
  /** HTTP status of the page through the tunnel. */
  readonly status: number;
  readonly path: "direct" | "relayed";
  /** From the first packet to the end of the handshake. */
  readonly setup_ms: number;
  readonly rtt_ms: number;
  readonly mbps: number;
  readonly refused_without_policy: boolean;
}

const OK = 200;

export function isAsPromised({ status, refused_without_policy, setup_ms, rtt_ms, mbps }: DemoResult): boolean {
  return status === OK && refused_without_policy && [setup_ms, rtt_ms, mbps].every((measured) => measured > 0);
}

const started = performance.now();

/** Tells what happens, with the seconds since the start, on stderr: stdout is for the result. */
export function tell(text: string): void {
  const seconds = ((performance.now() - started) / 1_000).toFixed(1).padStart(5);
  process.stderr.write(`${seconds} s  ${text}\n`);
}

/** Begins a new part of the story. */
export function act(title: string): void {
  process.stderr.write(`\n         ${title}\n`);
}
