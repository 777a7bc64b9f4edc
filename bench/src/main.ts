import { Command, Option } from "commander";
import { benchTunnel, parsePeers } from "./tunnel/command.ts";

const program = new Command("npm run bench --").description("Measures, always with a peer beside. Needs root.");

program
  .command("tunnel")
  .description("throughput of one TCP stream through the whole platform, client to gateway, both directions")
  .addOption(
    new Option("--vs <peers>", "comma-separated: openvpn, wireguard-go")
      .default(["openvpn", "wireguard-go"])
      .argParser(parsePeers),
  )
  .option("--seconds <n>", "of each measurement", Number, 8)
  .option("--json", "the result as the last line, as JSON")
  .action((options: { vs: ReturnType<typeof parsePeers>; seconds: number; json?: boolean }) =>
    benchTunnel({ peers: options.vs, seconds: options.seconds, json: options.json ?? false }),
  );

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
