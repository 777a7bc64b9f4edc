// Runs one engine with the static-peer tunnel in the namespace that the process is in. Settings come as JSON in the first
// argument; `handshake`, `metrics` and `stop` are read from stdin, answers go to stdout.
import { createInterface } from "node:readline";
import { Engine } from "../src/engine.ts";
import { featureFlags } from "../src/feature-flags.ts";
import type { StaticPeerOptions } from "./static-peer-tunnel.ts";

const { tun, options } = JSON.parse(process.argv[2] ?? "{}") as { tun: string; options: StaticPeerOptions };

const engine = await Engine.start<unknown, unknown, StaticPeerOptions>({
  tunnel: { module: new URL("./static-peer-tunnel.ts", import.meta.url), options },
  tun: { name: tun },
  flags: featureFlags(process.env),
});
console.log("started");
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "handshake") engine.send({ type: "handshake" });
  if (line === "metrics") console.log(`metrics ${JSON.stringify(await engine.metrics())}`);
  if (line === "stop") break;
}
await engine.stop();
process.exit(0);
