// The company of the lab: an office behind a router, people behind others, a portal and relays on the internet between.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Impairment } from "../impairment/impairment.ts";
import type { Host } from "../network/host.ts";
import { Network, type Segment } from "../network/network.ts";
import type { LabProcess } from "../network/process.ts";
import { makeNatRouter, type NatKind } from "../network/router.ts";
import * as at from "./addresses.ts";
import { Api } from "./api.ts";
import { OFFICE_ZONE } from "./office-zone.ts";
import { PROGRAMS, SERVICES } from "./programs.ts";
import { until } from "./until.ts";

export interface WorldOptions {
  readonly officeNat?: NatKind;
  readonly homeNat?: NatKind;
  readonly relays?: 1 | 2;
  readonly gateways?: 1 | 2;
  /** Of the laptop's own link. */
  readonly laptopLink?: Impairment;
  /** Every line that a program prints. */
  readonly onLine?: (program: string, line: string) => void;
  /** Where the portal keeps its database; a temporary folder by default. */
  readonly dataFolder?: string;
  readonly clientEnv?: Readonly<Record<string, string>>;
  readonly gatewayEnv?: Readonly<Record<string, string>>;
}

const HEALTH = "127.0.0.1:9090";

/** What the portal's administrator begins with. */
const bootstrapped = z.object({
  accountId: z.string(),
  slug: z.string(),
  apiToken: z.string(),
  relayToken: z.string(),
});

export class World {
  readonly network: Network;
  readonly internet: Segment;
  readonly home: Segment;
  readonly cafe: Segment;
  readonly portal: Host;
  readonly relays: Host[] = [];
  readonly gateways: Host[] = [];
  readonly web: Host;
  readonly laptop: Host;
  readonly #options: WorldOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), "fz-lab-"));
  readonly #programs = new Map<string, LabProcess>();
  #api: Api | undefined;
  #secrets: z.output<typeof bootstrapped> | undefined;

  private constructor(options: WorldOptions) {
    this.#options = options;
    this.network = new Network();
    this.internet = this.network.segment("internet");
    this.home = this.network.segment("home");
    this.cafe = this.network.segment("cafe");
    this.portal = this.network.host("portal");
    this.web = this.network.host("web");
    this.laptop = this.network.host("laptop");
  }

  /** Networks and hosts with their services; no program of ours runs yet. */
  static async build(options: WorldOptions = {}): Promise<World> {
    const world = new World(options);
    try {
      await world.#buildInternet();
      await world.#buildOffice();
      await world.#buildHomes();
      return world;
    } catch (error) {
      await world.remove();
      throw error;
    }
  }

  get api(): Api {
    if (!this.#api) throw new Error("the portal was not started");
    return this.#api;
  }

  /** Reaches the portal's port from outside the lab. */
  get portalSocket(): string {
    return join(this.#folder, "portal.sock");
  }

  get account(): z.output<typeof bootstrapped> {
    if (!this.#secrets) throw new Error("the portal was not started");
    return this.#secrets;
  }

  program(name: string): LabProcess {
    const program = this.#programs.get(name);
    if (!program) throw new Error(`no program ${name} was started`);
    return program;
  }

  /** Starts the portal on its embedded database; at the first time it makes an account. */
  async startPortal(): Promise<void> {
    const data = this.#options.dataFolder ?? join(this.#folder, "data");
    const env = {
      API_CAPACITY: "100000",
      API_REFILL_RATE: "100000",
      API_SOCKET_CAPACITY: "100",
      API_SOCKET_REFILL_RATE: "100",
    };
    if (!this.#secrets) {
      const words = ["--data", data, "bootstrap", "--name", "Lab Company", "--slug", `lab-${Date.now().toString(36)}`];
      const printed = this.portal.run(process.execPath, PROGRAMS.portal, ...words);
      this.#secrets = bootstrapped.parse(JSON.parse(printed));
      await this.#service(this.portal, "forward", SERVICES.unixForward, [
        ...["--socket", this.portalSocket, "--port", String(at.PORTAL_PORT)],
      ]).line(/^forwarding/);
    }
    const words = ["--listen", `0.0.0.0:${at.PORTAL_PORT}`, "--data", data, "serve"];
    this.#start("portal", this.portal, PROGRAMS.portal, words, env);
    this.#api = new Api(this.portalSocket, this.#secrets.apiToken);
    await until("the portal's answer", async () => (await this.api.send("GET", "/account")) !== undefined);
  }

  async startRelay(index = 0): Promise<void> {
    const host = this.relays[index];
    this.#start(`relay-${index + 1}`, host, PROGRAMS.relay, [], {
      PUBLIC_IP4_ADDR: at.RELAY_IPS[index],
      FIREZONE_API_URL: `ws://${at.PORTAL_IP}:${at.PORTAL_PORT}`,
      FIREZONE_TOKEN: this.account.relayToken,
      HEALTH_CHECK_ADDR: HEALTH,
    });
    await this.#ready(host);
  }

  async startGateway(siteId: string, token: string, index = 0): Promise<void> {
    const host = this.gateways[index];
    const name = `gateway-${index + 1}`;
    this.#start(name, host, PROGRAMS.gateway, [], {
      FIREZONE_API_URL: `ws://${at.PORTAL_IP}:${at.PORTAL_PORT}`,
      FIREZONE_TOKEN: token,
      FIREZONE_NAME: name,
      FIREZONE_ID: `${name}-of-the-lab`,
      FIREZONE_STATE_DIR: join(this.#folder, name),
      HEALTH_CHECK_ADDR: HEALTH,
      ...this.#options.gatewayEnv,
    });
    await until(`${name} online`, async () => (await this.api.gatewaysOnline(siteId)).includes(name));
  }

  async startClient(token: string): Promise<void> {
    this.#start("client", this.laptop, PROGRAMS.client, [], {
      FIREZONE_API_URL: `ws://${at.PORTAL_IP}:${at.PORTAL_PORT}`,
      FIREZONE_TOKEN: token,
      FIREZONE_NAME: "laptop",
      FIREZONE_ID: "laptop-of-the-lab",
      FIREZONE_DNS_CONTROL: "etc-resolv-conf",
      FIREZONE_STATE_DIR: join(this.#folder, "client"),
      FIREZONE_SOCKET_PATH: this.clientSocket,
      ...this.#options.clientEnv,
    });
    await this.program("client").line(/tunnel device configured/);
  }

  get clientSocket(): string {
    return join(this.#folder, "client.sock");
  }

  /** `status --json` of the running client. */
  clientStatus(): ClientStatus {
    const words = [PROGRAMS.client, "status", "--json", "--socket", this.clientSocket];
    return clientStatus.parse(JSON.parse(this.laptop.run(process.execPath, ...words)));
  }

  /** Unplugs the laptop at home and plugs it in at the café. */
  async moveLaptopToCafe(): Promise<void> {
    this.home.unplug(this.laptop, "eth0");
    await this.cafe.plug(this.laptop, "eth0", { addresses: [`${at.CAFE_LAPTOP_IP}/24`], via: [at.CAFE_ROUTER_IP] });
  }

  async remove(): Promise<void> {
    // Programs of ours first: the client and the gateways say goodbye and clean up.
    for (const name of ["client", "gateway-1", "gateway-2", "relay-1", "relay-2", "portal"]) {
      await this.#programs.get(name)?.stop();
    }
    await this.network.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #buildInternet(): Promise<void> {
    await this.internet.plug(this.portal, "eth0", { addresses: [`${at.PORTAL_IP}/24`] });
    for (let i = 0; i < (this.#options.relays ?? 1); i++) {
      const relay = this.network.host(`relay${i + 1}`);
      await this.internet.plug(relay, "eth0", { addresses: [`${at.RELAY_IPS[i]}/24`] });
      this.relays.push(relay);
    }
    const dns = this.network.host("ispdns");
    await this.internet.plug(dns, "eth0", { addresses: [`${at.ISP_DNS_IP}/24`] });
    const zone = [{ name: at.PUBLIC_NAME, type: "A", ttl: 60, data: at.PORTAL_IP }];
    await this.#service(dns, "dns", SERVICES.dns, ["--zone", JSON.stringify(zone)]).line(/^DNS server/);
  }

  async #buildOffice(): Promise<void> {
    const office = this.network.segment("office");
    const router = this.network.host("officerouter");
    await this.internet.plug(router, "wan", { addresses: [`${at.OFFICE_WAN_IP}/24`] });
    await office.plug(router, "lan", { addresses: [`${at.OFFICE_ROUTER_IP}/24`] });
    makeNatRouter(router, "wan", this.#options.officeNat ?? "endpoint-independent");
    for (let i = 0; i < (this.#options.gateways ?? 1); i++) {
      const gateway = this.network.host(`gateway${i + 1}`);
      const addresses = [`${at.GATEWAY_IPS[i]}/24`, `${at.GATEWAY_IPS6[i]}/64`];
      await office.plug(gateway, "eth0", { addresses, via: [at.OFFICE_ROUTER_IP] });
      gateway.setNameservers([at.OFFICE_DNS_IP]);
      this.gateways.push(gateway);
    }
    await office.plug(this.web, "eth0", {
      addresses: [`${at.WEB_IP}/24`, `${at.WEB_IP6}/64`, `${at.OFFICE_DNS_IP}/24`],
      via: [at.OFFICE_ROUTER_IP],
    });
    await this.#service(this.web, "web", SERVICES.web, ["--name", at.INTRANET]).line(/^web server/);
    const words = ["--address", at.OFFICE_DNS_IP, "--zone", JSON.stringify(OFFICE_ZONE)];
    await this.#service(this.web, "dns", SERVICES.dns, words).line(/^DNS server/);
  }

  async #buildHomes(): Promise<void> {
    const nat = this.#options.homeNat ?? "endpoint-independent";
    await this.#homeRouter("homerouter", this.home, at.HOME_WAN_IP, at.HOME_ROUTER_IP, nat);
    await this.#homeRouter("caferouter", this.cafe, at.CAFE_WAN_IP, at.CAFE_ROUTER_IP, nat);
    const { laptopLink } = this.#options;
    await this.home.plug(this.laptop, "eth0", {
      addresses: [`${at.LAPTOP_IP}/24`],
      via: [at.HOME_ROUTER_IP],
      ...(laptopLink ? { impairment: laptopLink } : {}),
    });
    this.laptop.setNameservers([at.ISP_DNS_IP]);
  }

  async #homeRouter(name: string, lan: Segment, wanIp: string, lanIp: string, nat: NatKind): Promise<void> {
    const router = this.network.host(name);
    await this.internet.plug(router, "wan", { addresses: [`${wanIp}/24`] });
    await lan.plug(router, "lan", { addresses: [`${lanIp}/24`] });
    makeNatRouter(router, "wan", nat);
  }

  #service(host: Host, name: string, script: string, words: readonly string[]): LabProcess {
    return host.startNode(name, script, words);
  }

  #start(name: string, host: Host, script: string, words: readonly string[], env: Record<string, string>): void {
    const { onLine } = this.#options;
    const options = { env, ...(onLine ? { onLine: (line: string) => onLine(name, line) } : {}) };
    this.#programs.set(name, host.startNode(name, script, words, options));
  }

  async #ready(host: Host): Promise<void> {
    await until(`${host.name} ready`, () => host.run("curl", "-sf", `http://${HEALTH}/readyz`) !== undefined);
  }
}

const clientStatus = z.object({
  portal: z.enum(["connected", "disconnected"]),
  tunnel: z.object({
    gateways: z.array(
      z.object({ id: z.string(), connection: z.string(), path: z.enum(["direct", "relayed"]).optional() }).loose(),
    ),
    resources: z.array(z.object({ id: z.string(), name: z.string(), status: z.string() }).loose()),
  }),
  counters: z.record(z.string(), z.number()),
});
export type ClientStatus = z.output<typeof clientStatus>;
