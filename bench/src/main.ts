import { Command, Option } from "commander";
import { benchConsole } from "./console/command.ts";
import { benchPortal, type DatabaseKind, parseDatabases } from "./portal/command.ts";
import { benchTunnel, parsePeers } from "./tunnel/command.ts";

const program = new Command("npm run bench --").description("Measures, always with a peer beside.");

program
  .command("tunnel")
  .description(
    "throughput of one TCP stream through the whole platform, client to gateway, both directions; needs root",
  )
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

program
  .command("portal")
  .description("one portal with all its devices: a herd that connects, changes of policies, authorisations, idling")
  .option("--clients <n>", "clients that connect", Number, 10_000)
  .option("--gateways <n>", "gateways that connect", Number, 200)
  .addOption(
    new Option("--databases <kinds>", "comma-separated: server, embedded")
      .default(["server", "embedded"])
      .argParser(parseDatabases),
  )
  .option("--profile <folder>", "CPU profiles of the portal go there")
  .option("--json", "the result as the last line, as JSON")
  .action(
    (options: { clients: number; gateways: number; databases: DatabaseKind[]; profile?: string; json?: boolean }) =>
      benchPortal({ ...options, profile: options.profile, json: options.json ?? false }),
  );

program
  .command("console")
  .description("the console in Chromium, input to paint and to data, with 10,000 people; a small account beside")
  .option("--rounds <n>", "of each interaction; the median counts", Number, 5)
  .option("--json", "the result as the last line, as JSON")
  .action((options: { rounds: number; json?: boolean }) =>
    benchConsole({ rounds: options.rounds, json: options.json ?? false }),
  );

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
