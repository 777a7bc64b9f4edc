import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { formatSocketAddress, type IpAddress, ipVersion, type SocketAddress } from "@fz/ip";
import type { PortalChannel } from "@fz/portal-channel";
import { type HealthServer, startHealthServer, VERSION } from "@fz/program";
import { relayId } from "@fz/wire";
import type { Logger } from "pino";
import { type Configuration, ConfigurationError, formatPrefixes } from "./configuration.ts";
import { controlEndpoint } from "./health/control-endpoint.ts";
import { closeHttp, listenHttp } from "./health/http-listener.ts";
import { createMetrics } from "./metrics.ts";
import type { Output } from "./output.ts";
import { PeerPolicy } from "./peers/peer-policy.ts";
import { joinPortal } from "./portal/relay-channel.ts";
import type { Random } from "./random.ts";
import { seededRandom } from "./seeded-random.ts";
import { defaultBindAddress, hostAddresses } from "./sockets/bind-addresses.ts";
import { openDgramEndpoint } from "./sockets/dgram-endpoint.ts";
import type { Endpoint } from "./sockets/endpoint.ts";
import { RelayPorts } from "./sockets/relay-ports.ts";
import { TurnServer } from "./turn-server.ts";

/** All clients share this socket. */
const LISTEN_BUFFER_BYTES = 8 << 20;
const SWEEP_INTERVAL_MS = 1000;
const HOST_ADDRESSES_INTERVAL_MS = 60_000;
const STAMP_SECRET_BYTES = 32;

/** A relay that serves; see `createRelay`. */
export interface Relay {
  /** Where clients reach it; the port is the actual one. */
  readonly listening: readonly SocketAddress[];
  readonly stampSecret: string;
  /** Serves and, if it has one, has joined its portal. */
  readonly isReady: boolean;
  readonly allocationCount: number;
  /** Fails once it cannot go on, otherwise ends with `close`. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/** Binds, serves and joins the portal. @throws ConfigurationError with one line for a person where an address cannot be used */
export async function createRelay(configuration: Configuration, log: Logger): Promise<Relay> {
  const relay = new RunningRelay(configuration, log);
  try {
    await relay.start();
  } catch (error) {
    await relay.close();
    throw error;
  }
  return relay;
}

class RunningRelay implements Relay {
  readonly stampSecret: string;
  readonly server: TurnServer;
  readonly done: Promise<void>;
  sendErrors = 0;
  readonly #configuration: Configuration;
  readonly #log: Logger;
  readonly #peers: PeerPolicy;
  readonly #bindTo: readonly IpAddress[];
  readonly #ports: RelayPorts;
  readonly #timers: NodeJS.Timeout[] = [];
  #endpoints: Endpoint[] = [];
  #health: HealthServer | undefined;
  #control: Server | undefined;
  #portal: PortalChannel<"relay"> | undefined;
  #isDraining = false;
  #end: { resolve(): void; reject(error: Error): void };

  constructor(configuration: Configuration, log: Logger) {
    this.#configuration = configuration;
    this.#log = log;
    const random: Random = configuration.rngSeed === undefined ? randomBytes : seededRandom(configuration.rngSeed);
    this.stampSecret = configuration.stampSecret ?? Buffer.from(random(STAMP_SECRET_BYTES)).toString("hex");
    this.#bindTo = bindAddresses(configuration);
    this.#peers = new PeerPolicy({
      publicAddresses: [configuration.addresses.ipv4, configuration.addresses.ipv6].filter((ip) => ip !== undefined),
      allowed: configuration.allowedPeers,
      denied: configuration.deniedPeers,
    });
    this.server = new TurnServer({
      addresses: configuration.addresses,
      ports: configuration.ports,
      limits: configuration.limits,
      stampSecret: this.stampSecret,
      software: `firezone-ts-relay; rev=${VERSION}`,
      peers: this.#peers,
      random,
      epochOffset: epochOffset(),
    });
    this.#ports = new RelayPorts({
      open: openDgramEndpoint,
      bindTo: this.#bindTo,
      onDatagram: (port, payload, from) => {
        this.server.handlePeerDatagram(port, from, payload, performance.now());
        this.#drain();
      },
      onError: (error) => this.#sendFailed(error),
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.done = promise;
    // Whoever does not wait for the end is not told of a bad one, rather than killed by it.
    this.done.catch(() => undefined);
    this.#end = { resolve, reject };
  }

  get listening(): readonly SocketAddress[] {
    return this.#endpoints.map(({ local }) => {
      const { ipv4, ipv6 } = this.#configuration.addresses;
      return { ip: (ipVersion(local.ip) === 4 ? ipv4 : ipv6) ?? local.ip, port: local.port };
    });
  }

  get isReady(): boolean {
    return this.#endpoints.length > 0 && (this.#configuration.portal === undefined || this.#portal?.isJoined === true);
  }

  get allocationCount(): number {
    return this.server.allocationCount;
  }

  async start(): Promise<void> {
    const { portal, allowedPeers, health, control } = this.#configuration;
    this.#refreshHostAddresses();
    this.#listen();
    if (health) {
      const address = formatSocketAddress(health);
      this.#health = await startHealthServer({ address, ready: () => this.isReady, metrics: createMetrics(this) });
    }
    const setLogLevel = (level: string) => this.#setLogLevel(level);
    if (control) this.#control = await listen(control, controlEndpoint(setLogLevel));
    this.#every(SWEEP_INTERVAL_MS, () => {
      this.server.epochOffset = epochOffset();
      this.server.handleTimeout(performance.now());
      this.#drain();
    });
    this.#every(HOST_ADDRESSES_INTERVAL_MS, () => this.#refreshHostAddresses());
    this.#log.info(
      {
        listen: this.listening.map(formatSocketAddress).join(","),
        bind: this.#bindTo.join(","),
        id: relayId(this.stampSecret),
        portal: portal?.url ?? "none",
        ...(allowedPeers.length > 0 ? { allowedPeers: formatPrefixes(allowedPeers) } : {}),
      },
      "relay serves",
    );
    if (portal) this.#join(portal);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    for (const endpoint of this.#endpoints.splice(0)) endpoint.close();
    this.#ports.closeAll();
    await Promise.all([this.#portal?.close(), this.#health?.close(), closeHttp(this.#control)]);
    this.#end.resolve();
  }

  #listen(): void {
    let { listenPort } = this.#configuration;
    for (const ip of this.#bindTo) {
      const address = { ip, port: listenPort };
      const endpoint: Endpoint = orExplain(address, () =>
        openDgramEndpoint(address, LISTEN_BUFFER_BYTES, {
          onDatagram: (payload, from) => {
            this.server.handleClientDatagram(from, payload, performance.now());
            this.#drain();
          },
          onError: (error) => this.#sendFailed(error),
        }),
      );
      this.#endpoints.push(endpoint);
      listenPort = endpoint.local.port;
    }
  }

  #join(portal: NonNullable<Configuration["portal"]>): void {
    const { addresses, name } = this.#configuration;
    this.#portal = joinPortal({
      portal,
      addresses,
      name,
      listenPort: this.#endpoints[0].local.port,
      stampSecret: this.stampSecret,
      log: this.#log,
      onFatal: (error) => this.#end.reject(error),
    });
  }

  #drain(): void {
    // Opening a port adds outputs, which the loop that runs already comes to.
    if (this.#isDraining) return;
    this.#isDraining = true;
    for (let outputs = this.server.takeOutputs(); outputs.length > 0; outputs = this.server.takeOutputs()) {
      for (const output of outputs) this.#perform(output);
    }
    this.#isDraining = false;
  }

  #perform(output: Output): void {
    switch (output.type) {
      case "to-client":
        return this.#endpointFor(output.client)?.send(output.payload, output.client);
      case "to-peer":
        return this.#ports.send(output.port, output.peer, output.payload);
      case "open-port":
        return this.#open(output.port, output.versions);
      case "close-port":
        this.#log.debug({ port: output.port }, "allocation ended");
        return this.#ports.close(output.port);
    }
  }

  #open(port: number, versions: readonly (4 | 6)[]): void {
    try {
      this.#ports.open(port, versions);
    } catch (error) {
      this.#log.warn({ port, error: message(error) }, "a port of the range cannot be opened");
      return this.server.handlePortRefused(port);
    }
    this.#log.debug({ port, versions }, "allocation begins");
    return this.server.handlePortOpened(port, performance.now());
  }

  #endpointFor({ ip }: SocketAddress): Endpoint | undefined {
    const version = ipVersion(ip);
    return this.#endpoints.find(({ local }) => ipVersion(local.ip) === version);
  }

  #sendFailed(error: Error): void {
    this.sendErrors++;
    this.#log.debug({ error: error.message }, "a datagram was not sent");
  }

  #refreshHostAddresses(): void {
    this.#peers.setHostAddresses([...hostAddresses(), ...this.#bindTo]);
  }

  #setLogLevel(level: string): void {
    this.#log.level = level;
    this.#log.info({ level }, "log level changed");
  }

  #every(milliseconds: number, run: () => void): void {
    this.#timers.push(setInterval(run, milliseconds));
  }
}

/** A machine may learn the time of day after it has started. */
function epochOffset(): number {
  return Date.now() - performance.now();
}

function bindAddresses({ addresses, bindTo }: Configuration): IpAddress[] {
  const onHost = hostAddresses();
  const all = [
    addresses.ipv4 === undefined ? undefined : (bindTo.ipv4 ?? defaultBindAddress(addresses.ipv4, onHost)),
    addresses.ipv6 === undefined ? undefined : (bindTo.ipv6 ?? defaultBindAddress(addresses.ipv6, onHost)),
  ];
  return all.filter((ip) => ip !== undefined);
}

function orExplain<T>(address: SocketAddress, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw explained(address, error);
  }
}

async function listen(address: SocketAddress, handle: Parameters<typeof listenHttp>[1]): Promise<Server> {
  try {
    return await listenHttp(address, handle);
  } catch (error) {
    throw explained(address, error);
  }
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is taken by another program",
  EADDRNOTAVAIL: "this machine does not have the address",
  EACCES: "no permission to use the port",
};

function explained(address: SocketAddress, error: unknown): ConfigurationError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new ConfigurationError(
    `cannot listen on ${formatSocketAddress(address)}: ${EXPLANATIONS[code] ?? message(error)}`,
  );
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
