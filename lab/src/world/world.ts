// The company of the lab with our programs in it.
import { join } from "node:path";
import type { Host } from "../network/host.ts";
import { Network } from "../network/network.ts";
import type { Exit, LabProcess } from "../network/process.ts";
import * as at from "./addresses.ts";
import { Api } from "./api.ts";
import { askClientStatus, type ClientStatus } from "./client-status.ts";
import { type Account, bootstrap, copyTemplate } from "./portal-data.ts";
import { Premises, type PremisesOptions } from "./premises.ts";
import { PROGRAMS, SERVICES } from "./programs.ts";
import { until } from "./until.ts";

export interface WorldOptions extends PremisesOptions {
  /** Every line that a program prints. */
  readonly onLine?: (program: string, line: string) => void;
  /** Where the portal keeps its database, with a new account for each world; by default a fresh one that goes with the world. */
  readonly dataFolder?: string;
  readonly clientEnv?: Readonly<Record<string, string>>;
  readonly portalEnv?: Readonly<Record<string, string>>;
}

const HEALTH = "127.0.0.1:9090";
const PORTAL_URL = `ws://${at.PORTAL_IP}:${at.PORTAL_PORT}`;
/** What everything does at once in a lab is more than a person would. */
const PORTAL_LIMITS = {
  API_CAPACITY: "100000",
  API_REFILL_RATE: "100000",
  API_SOCKET_CAPACITY: "100",
  API_SOCKET_REFILL_RATE: "100",
};

export class World {
  readonly premises: Premises;
  readonly #options: WorldOptions;
  readonly #programs = new Map<string, LabProcess>();
  readonly #ending = new AbortController();
  #account: Account | undefined;
  #api: Api | undefined;
  #portalUp: Promise<void> | undefined;

  private constructor(network: Network, options: WorldOptions) {
    this.#options = options;
    this.premises = new Premises(network, options);
  }

  /** Networks and hosts with their services, and a portal that is starting. @throws Error where the signal comes first */
  static async build(options: WorldOptions = {}, signal?: AbortSignal): Promise<World> {
    const network = new Network();
    let world: World | undefined;
    try {
      world = new World(network, options);
      await world.#build(signal);
      return world;
    } catch (error) {
      await world?.end();
      await network.remove();
      throw error;
    }
  }

  get laptop(): Host {
    return this.premises.laptop;
  }

  get api(): Api {
    if (!this.#api) throw new Error("the portal was not started");
    return this.#api;
  }

  get account(): Account {
    if (!this.#account) throw new Error("the portal was not started");
    return this.#account;
  }

  /** Reaches the portal's port from outside the lab. */
  get portalSocket(): string {
    return join(this.premises.network.folder, "portal.sock");
  }

  get clientSocket(): string {
    return join(this.premises.network.folder, "client.sock");
  }

  /** Resolves once the portal serves for the first time. */
  get portalUp(): Promise<void> {
    return this.#portalUp ?? Promise.reject(new Error("the world was not built"));
  }

  program(name: string): LabProcess {
    const program = this.#programs.get(name);
    if (!program) throw new Error(`no program ${name} was started`);
    return program;
  }

  async startPortal(): Promise<void> {
    const words = ["--listen", `0.0.0.0:${at.PORTAL_PORT}`, "--data", this.#dataFolder, "serve"];
    const environment = { ...PORTAL_LIMITS, API_EXTERNAL_URL: PORTAL_URL, ...this.#options.portalEnv };
    await this.#start("portal", this.premises.portal, words, environment).line(/portal is up/);
  }

  async startRelay(index = 0): Promise<void> {
    const environment = {
      PUBLIC_IP4_ADDR: at.RELAY_IPS[index],
      FIREZONE_API_URL: PORTAL_URL,
      FIREZONE_TOKEN: this.account.relayToken,
      HEALTH_CHECK_ADDR: HEALTH,
    };
    await this.#start(`relay-${index + 1}`, this.premises.relays[index], [], environment).line(/joined the portal/);
  }

  async startGateway(siteId: string, token: string, index = 0): Promise<void> {
    const name = `gateway-${index + 1}`;
    const gateway = this.#start(name, this.premises.gateways[index], [], {
      FIREZONE_API_URL: PORTAL_URL,
      FIREZONE_TOKEN: token,
      FIREZONE_NAME: name,
      FIREZONE_ID: `${name}-of-the-lab`,
      FIREZONE_STATE_DIR: join(this.premises.network.folder, name),
      HEALTH_CHECK_ADDR: HEALTH,
    });
    await gateway.line(/DNS server in the tunnel is listening/);
    await until(`${name} online`, async () => (await this.api.gatewaysOnline(siteId)).includes(name));
  }

  /** @param environment in place of the one that the world was built with */
  async startClient(token: string, environment = this.#options.clientEnv): Promise<void> {
    const client = this.#start("client", this.laptop, [], {
      FIREZONE_API_URL: PORTAL_URL,
      FIREZONE_TOKEN: token,
      FIREZONE_NAME: "laptop",
      FIREZONE_ID: "laptop-of-the-lab",
      FIREZONE_DNS_CONTROL: "etc-resolv-conf",
      FIREZONE_STATE_DIR: join(this.premises.network.folder, "client"),
      FIREZONE_SOCKET_PATH: this.clientSocket,
      ...environment,
    });
    await client.line(/tunnel device configured/);
  }

  clientStatus(): Promise<ClientStatus> {
    return askClientStatus(this.clientSocket);
  }

  /**
   * Ends our programs as their users would; nothing can be started any more.
   * @returns how those ended that still ran
   */
  async end(): Promise<Map<string, Exit>> {
    this.#ending.abort();
    const exits = new Map<string, Exit>();
    // The client and the gateways take leave of relays and portal, which therefore go last.
    for (const kinds of [/^client$|^gateway/, /^relay|^portal$/]) {
      const running = [...this.#programs].filter(([name, program]) => kinds.test(name) && program.running);
      await Promise.all(running.map(async ([name, program]) => exits.set(name, await program.stop())));
    }
    return exits;
  }

  /** Ends everything and removes it. */
  async remove(): Promise<void> {
    await this.end();
    await this.premises.network.remove();
  }

  get #dataFolder(): string {
    return this.#options.dataFolder ?? join(this.premises.network.folder, "data");
  }

  async #build(signal?: AbortSignal): Promise<void> {
    signal?.addEventListener("abort", () => this.#ending.abort(), { once: true });
    const account = this.#makeAccount();
    account.catch(() => undefined);
    await this.premises.buildInternet();
    signal?.throwIfAborted();
    this.#portalUp = account.then((made) => this.#foundPortal(made));
    // Whoever needs the portal is told.
    this.#portalUp.catch(() => undefined);
    await this.premises.buildOffice();
    signal?.throwIfAborted();
    await this.premises.buildHomes();
    await this.premises.open();
    signal?.throwIfAborted();
  }

  #makeAccount(): Promise<Account> {
    const { dataFolder } = this.#options;
    if (dataFolder === undefined) return copyTemplate(this.#dataFolder);
    const account = { name: "Lab Company", slug: `lab-${Date.now().toString(36)}` };
    return bootstrap(dataFolder, account, this.#ending.signal);
  }

  async #foundPortal(account: Account): Promise<void> {
    this.#account = account;
    const words = ["--socket", this.portalSocket, "--port", String(at.PORTAL_PORT)];
    const forward = this.premises.portal.startNode("forward", SERVICES.unixForward, words);
    await Promise.all([this.startPortal(), forward.line(/^forwarding/)]);
    this.#api = new Api(this.portalSocket, account.apiToken);
  }

  #start(name: string, host: Host, words: readonly string[], env: Record<string, string>): LabProcess {
    if (this.#ending.signal.aborted) throw new Error(`${name} cannot be started: the lab is being removed`);
    const { onLine } = this.#options;
    const options = { env, ...(onLine ? { onLine: (line: string) => onLine(name, line) } : {}) };
    const program = host.startNode(name, programOf(name), words, options);
    this.#programs.set(name, program);
    return program;
  }
}

function programOf(name: string): string {
  if (name.startsWith("relay")) return PROGRAMS.relay;
  if (name.startsWith("gateway")) return PROGRAMS.gateway;
  return name === "portal" ? PROGRAMS.portal : PROGRAMS.client;
}
