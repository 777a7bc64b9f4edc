// Without root there are no namespaces and no tunnel devices: portal and relay run, and the rest is told.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../network/command.ts";
import { LabProcess } from "../network/process.ts";
import { PROGRAMS } from "../world/programs.ts";
import { tell } from "./report.ts";

const PORT = 8080;
const tokens = z.object({ slug: z.string(), apiToken: z.string(), relayToken: z.string() });

/** Runs until the signal comes. */
export async function runWithoutRoot(dataFolder: string, signal: AbortSignal): Promise<void> {
  tell("Not root: no lab, no tunnel. The portal and a relay run; a gateway and a client can be attached to them.");
  const account = firstAccount(dataFolder);
  const ip = outsideAddress();
  const portal = new LabProcess("portal", process.execPath, [
    ...[PROGRAMS.portal, "--listen", `0.0.0.0:${PORT}`, "--data", dataFolder, "serve"],
  ]);
  await portal.line(/portal is up/);
  const relay = new LabProcess("relay", process.execPath, [PROGRAMS.relay], {
    env: {
      PUBLIC_IP4_ADDR: ip,
      FIREZONE_API_URL: `ws://127.0.0.1:${PORT}`,
      FIREZONE_TOKEN: account.relayToken,
      HEALTH_CHECK_ADDR: "127.0.0.1:8090",
    },
  });
  process.stderr.write(`
Portal   http://${ip}:${PORT}   (API description: http://${ip}:${PORT}/openapi.json)
Relay    ${ip}:3478
API      curl -H 'authorization: Bearer ${account.apiToken}' http://127.0.0.1:${PORT}/account

Attach a gateway, as root on a machine beside your resources, with a token from POST /sites/<id>/gateway_tokens:
  FIREZONE_API_URL=ws://${ip}:${PORT} FIREZONE_TOKEN=<token> node apps/gateway/src/main.ts
Attach a client, as root on a user's machine, with a token from POST /actors/<id>/client_tokens:
  FIREZONE_API_URL=ws://${ip}:${PORT} FIREZONE_TOKEN=<token> node apps/client/src/main.ts

Ctrl-C ends both.
`);
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  await relay.stop();
  await portal.stop();
}

/** Tokens are shown once: they are kept beside the database, readable by its owner only. */
function firstAccount(dataFolder: string): z.output<typeof tokens> {
  const file = join(dataFolder, "first-account.json");
  if (existsSync(file)) return tokens.parse(JSON.parse(readFileSync(file, "utf8")));
  mkdirSync(dataFolder, { recursive: true });
  const words = [PROGRAMS.portal, "--data", dataFolder, "bootstrap", "--name", "My company", "--slug", "my-company"];
  const printed = run(process.execPath, words);
  writeFileSync(file, printed, { mode: 0o600 });
  return tokens.parse(JSON.parse(printed));
}

function outsideAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}
