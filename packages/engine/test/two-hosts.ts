// Two network namespaces joined by a veth pair, one engine in each. Needs root and iproute2.
import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { UdpOptions } from "@fz/native";
import type { FixedKeyOptions } from "./fixed-key-tunnel.ts";

const UDP_PORT = 52_625;
/** As both programs set it. */
const TUN_QUEUE_LENGTH = "10000";
const RUNNER = join(import.meta.dirname, "run-engine.ts");

/** Addresses of side 1 and side 2: on the wire between the hosts, and inside the tunnel. */
export const OUTER = { 4: ["192.168.77.1", "192.168.77.2"], 6: ["fd77::1", "fd77::2"] } as const;
export const INNER = { 4: ["10.9.0.1", "10.9.0.2"], 6: ["fd09::1", "fd09::2"] } as const;

export type Side = 0 | 1;
type Answer = { readonly type: string } & Record<string, unknown>;

export interface TwoHostsOptions {
  /** IP version of the datagrams between the hosts. */
  readonly over?: 4 | 6;
  readonly slowly?: boolean;
  readonly udp?: UdpOptions;
  readonly environment?: Readonly<Record<string, string>>;
  /** Words after `node`, for profiling. */
  readonly nodeArguments?: readonly string[];
}

interface RunningEngine {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: Interface;
  readonly answers: Answer[];
}

export class TwoHosts {
  readonly #prefix: string;
  readonly #engines: RunningEngine[] = [];
  readonly #background: Background[] = [];

  private constructor(prefix: string) {
    this.#prefix = prefix;
  }

  static async start({
    over = 4,
    slowly = false,
    udp = {},
    environment = {},
    nodeArguments = [],
  }: TwoHostsOptions = {}) {
    const hosts = new TwoHosts(`fzeng${process.pid}`);
    try {
      hosts.#build();
      for (const side of [0, 1] as const) {
        const options: FixedKeyOptions = { peer: { ip: OUTER[over][1 - side], port: UDP_PORT }, slowly };
        await hosts.#startEngine(side, { tun: "tunnel", options, udp }, environment, nodeArguments);
      }
      return hosts;
    } catch (error) {
      await hosts.stop();
      throw error;
    }
  }

  namespace(side: Side): string {
    return `${this.#prefix}-${side + 1}`;
  }

  /** Words that run a program on a side. */
  on(side: Side, ...command: string[]): string[] {
    return ["ip", "netns", "exec", this.namespace(side), ...command];
  }

  /** Runs a program on a side to its end and gives what it wrote. */
  run(side: Side, ...command: string[]): string {
    const [program, ...words] = this.on(side, ...command);
    return execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  /** Starts a program on a side; it ends with the hosts. */
  spawn(side: Side, ...command: string[]): Background {
    const [program, ...words] = this.on(side, ...command);
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
    const background = new Background(child);
    this.#background.push(background);
    return background;
  }

  /** Runs one of the scripts beside this file. */
  script(side: Side, name: string, ...words: string[]): Background {
    return this.spawn(side, process.execPath, join(import.meta.dirname, name), ...words);
  }

  tell(side: Side, request: string): void {
    this.#engines[side].process.stdin.write(`${request}\n`);
  }

  /** The next answer of that type, asked for or not. */
  answer(side: Side, type: string): Promise<Answer> {
    const { lines, answers } = this.#engines[side];
    return nextAnswer(lines, answers, type);
  }

  async ask(side: Side, request: string, type: string): Promise<Answer> {
    this.tell(side, request);
    return this.answer(side, type);
  }

  async metrics(side: Side): Promise<Record<string, number>> {
    const { metrics } = await this.ask(side, "metrics", "metrics");
    return metrics as Record<string, number>;
  }

  async stopEngine(side: Side): Promise<void> {
    const { process } = this.#engines[side];
    if (process.exitCode !== null) return;
    process.stdin.write("stop\n");
    await once(process, "exit");
  }

  async stop(): Promise<void> {
    for (const background of this.#background) background.kill();
    for (const side of [0, 1] as const) if (this.#engines.length > side) await this.stopEngine(side);
    for (const side of [0, 1] as const) ignoreFailure(() => ip("netns", "del", this.namespace(side)));
  }

  #build(): void {
    const [one, two] = [this.namespace(0), this.namespace(1)];
    for (const name of [one, two]) ip("netns", "add", name);
    ip("link", "add", "wire", "netns", one, "type", "veth", "peer", "name", "wire", "netns", two);
    for (const side of [0, 1] as const) {
      const name = this.namespace(side);
      ip("-n", name, "addr", "add", `${OUTER[4][side]}/24`, "dev", "wire");
      ip("-n", name, "addr", "add", `${OUTER[6][side]}/64`, "dev", "wire", "nodad");
      for (const link of ["lo", "wire"]) ip("-n", name, "link", "set", link, "up");
    }
  }

  async #startEngine(
    side: Side,
    settings: { readonly tun: string; readonly options: FixedKeyOptions; readonly udp: UdpOptions },
    environment: Readonly<Record<string, string>>,
    nodeArguments: readonly string[],
  ): Promise<void> {
    const node = [process.execPath, ...nodeArguments];
    const [program, ...words] = this.on(side, ...node, RUNNER, JSON.stringify(settings));
    const child = spawn(program, words, {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...environment },
    });
    const lines = createInterface({ input: child.stdout });
    const engine: RunningEngine = { process: child, lines, answers: [] };
    lines.on("line", (line) => engine.answers.push(JSON.parse(line)));
    this.#engines.push(engine);
    await nextAnswer(lines, engine.answers, "started");
    const name = this.namespace(side);
    ip("-n", name, "addr", "add", `${INNER[4][side]}/24`, "dev", "tunnel");
    ip("-n", name, "addr", "add", `${INNER[6][side]}/64`, "dev", "tunnel", "nodad");
    ip("-n", name, "link", "set", "tunnel", "txqueuelen", TUN_QUEUE_LENGTH, "up");
  }
}

/** A program that runs while the test goes on. */
export class Background {
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  #isClosed = false;
  /** What it has written so far, but for complaints. */
  output = "";
  #errors = "";

  constructor(process: ChildProcessByStdio<null, Readable, Readable>) {
    this.#process = process;
    process.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
    });
    process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors += text;
    });
    this.#closed = once(process, "close").then(() => {
      this.#isClosed = true;
    });
  }

  /** Waits until it has written the text, on either stream. */
  async wrote(text: string): Promise<void> {
    const { stdout, stderr } = this.#process;
    while (!this.output.includes(text) && !this.#errors.includes(text)) {
      if (this.#isClosed) throw new Error(`ended: ${this.output}${this.#errors}`);
      await Promise.race([once(stdout, "data"), once(stderr, "data"), this.#closed]);
    }
  }

  /** Waits for its end and gives the last line that it wrote. */
  async lastLine(): Promise<string> {
    await this.#closed;
    return this.output.trim().split("\n").at(-1) ?? "";
  }

  kill(): void {
    this.#process.kill();
  }
}

async function nextAnswer(lines: Interface, answers: Answer[], type: string): Promise<Answer> {
  for (;;) {
    const at = answers.findIndex((answer) => answer.type === type);
    if (at >= 0) return answers.splice(at, 1)[0];
    await Promise.race([
      once(lines, "line"),
      once(lines, "close").then(() => Promise.reject(new Error("engine ended"))),
    ]);
  }
}

function ip(...words: string[]): void {
  execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });
}

function ignoreFailure(action: () => void): void {
  try {
    action();
  } catch (error) {
    console.warn(error instanceof Error ? error.message : error);
  }
}
