// A network with one laptop and, outside, a portal and a nameserver: all a client needs to start.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Host, type LabProcess, Network } from "@fz/lab";
import { z } from "zod";

const FIXTURES = new URL("../../../packages/wire/fixtures/", import.meta.url);
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
export const CLIENT = path("../src/main.ts");
const PORTAL = path("../../../packages/portal-channel/test/fake-portal.ts");
const NAMESERVER = path("../../../lab/src/services/dns.ts");

export const TOKEN = "the-right-token";
export const OUTSIDE = "10.99.0.1";
export const PUBLIC = { name: "public.example", ip: "192.0.2.80" };
export const CLIENT_IPV4 = "100.81.12.34";
export const CLIENT_IPV6 = "fd00:2021:1111::7:1a2b";
const ZONE = [
  { name: PUBLIC.name, type: "A", data: PUBLIC.ip, ttl: 60 },
  { name: "portal.example", type: "A", data: OUTSIDE, ttl: 60 },
  // Longer than an answer over UDP may be.
  ...Array.from({ length: 60 }, (_, i) => ({ name: "long.example", type: "A", data: `198.51.100.${i}`, ttl: 60 })),
];
export const LAPTOP_RESOLV_CONF = `nameserver ${OUTSIDE}\n`;

export class ClientLab {
  readonly network = new Network();
  readonly outside: Host;
  readonly laptop: Host;
  readonly folder = mkdtempSync(join(tmpdir(), "fz-client-"));

  private constructor() {
    this.outside = this.network.host("outside");
    this.laptop = this.network.host("laptop");
  }

  static async build(): Promise<ClientLab> {
    const lab = new ClientLab();
    const lan = lab.network.segment("lan");
    await lan.plug(lab.outside, "eth0", { addresses: [`${OUTSIDE}/24`, "fd99::1/64"] });
    await lan.plug(lab.laptop, "eth0", { addresses: ["10.99.0.2/24", "fd99::2/64"], via: [OUTSIDE, "fd99::1"] });
    lab.laptop.setNameservers([OUTSIDE]);
    const words = ["--address", OUTSIDE, "--zone", JSON.stringify(ZONE)];
    await lab.outside.startNode("nameserver", NAMESERVER, words).line(/DNS server on/);
    return lab;
  }

  async startPortal(init: unknown, host: Host = this.outside, ip = OUTSIDE): Promise<LabProcess> {
    const words = ["--token", TOKEN, "--ip", ip, "--port", "8000", "--init", JSON.stringify(init)];
    const portal = host.startNode("portal", PORTAL, words);
    await portal.line(/listening/);
    return portal;
  }

  /** Settings of the client on a host; each has files of its own. */
  settings(host: Host = this.laptop): Record<string, string> {
    return {
      FIREZONE_TOKEN: TOKEN,
      FIREZONE_API_URL: `ws://${OUTSIDE}:8000`,
      FIREZONE_ID: host.name,
      FIREZONE_DNS_CONTROL: "etc-resolv-conf",
      FIREZONE_STATE_DIR: join(this.folder, host.name),
      FIREZONE_SOCKET_PATH: this.socket(host),
      FIREZONE_LOG_FORMAT: "json",
    };
  }

  socket(host: Host = this.laptop): string {
    return join(this.folder, `${host.name}-run`, "client.sock");
  }

  startClient(env: Record<string, string> = {}, words: string[] = [], host: Host = this.laptop): LabProcess {
    return host.startNode("client", CLIENT, words, { env: { ...this.settings(host), ...env } });
  }

  /** Runs a subcommand to its end and gives what it printed. */
  ask(...words: string[]): string {
    return this.laptop.run(process.execPath, CLIENT, ...words, "--socket", this.socket());
  }

  resolvConf(host: Host = this.laptop): string {
    return readFileSync(host.resolvConf, "utf8");
  }

  /** All that a client might have changed. */
  machineState(host: Host = this.laptop): Readonly<Record<string, unknown>> {
    return {
      links: host.ip("-br link"),
      rules: host.ip("rule") + host.ip("-6 rule"),
      routes: host.ip("route show table all") + host.ip("-6 route show table all"),
      reversePathFilter: host.run("sysctl", "-a", "-r", "rp_filter"),
      resolvConf: this.resolvConf(host),
      journal: existsSync(join(this.folder, host.name, "changes.json")),
      socket: existsSync(this.socket(host)),
    };
  }

  async remove(): Promise<void> {
    await this.network.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const InitSchema = z.object({
  payload: z.looseObject({ interface: z.record(z.string(), z.unknown()) }),
});

/** The full `init` of the fixtures, without resolvers of the portal's own. */
export function initOfFixtures(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const { payload } = InitSchema.parse(
    JSON.parse(readFileSync(new URL("client.to-device.init.full.json", FIXTURES), "utf8")),
  );
  const { upstream_dns: _, ...config } = payload.interface;
  return { ...payload, interface: { ...config, upstream_do53: [] }, ...changes };
}
