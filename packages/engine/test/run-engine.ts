// Runs one engine with the fixed-key tunnel in the namespace that the process is in. Settings come as JSON in the first
// argument; each line on stdin is a request (`metrics`, `sockets`, `rebind`, `stop`, or JSON for the tunnel), each line on stdout an answer.
import { createInterface } from "node:readline";
import type { UdpOptions } from "@fz/native";
import { Engine } from "../src/engine.ts";
import { featureFlags } from "../src/feature-flags.ts";
import type { FixedKeyOptions } from "./fixed-key-tunnel.ts";

interface Settings {
  readonly tun: string;
  readonly options: FixedKeyOptions;
  readonly udp?: UdpOptions;
}

const { tun, options, udp = {} }: Settings = JSON.parse(process.argv[2] ?? "{}");

function answer(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const engine = await Engine.start<unknown, unknown, FixedKeyOptions>({
  tunnel: { module: new URL("./fixed-key-tunnel.ts", import.meta.url), options },
  tun: { name: tun },
  udp,
  flags: featureFlags(process.env),
});
engine.on("event", (event) => answer({ type: "event", event }));
engine.on("fault", (message) => answer({ type: "fault", message }));
engine.on("error", ({ message }) => answer({ type: "error", message }));
answer({ type: "started", sockets: engine.sockets });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "stop") break;
  if (line === "metrics") answer({ type: "metrics", metrics: await engine.metrics() });
  else if (line === "rebind") engine.rebind();
  else if (line === "sockets") answer({ type: "sockets", sockets: engine.sockets });
  else engine.send(JSON.parse(line));
}
process.stdin.destroy();
await engine.stop();
answer({ type: "stopped" });
