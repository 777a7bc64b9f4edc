import { EventEmitter, once } from "node:events";
import { closeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { openEventFd, signalEventFd, type UdpOptions } from "@fz/native";
import { ClockWatch } from "./clock-watch.ts";
import { Counters } from "./counters.ts";
import type { FeatureFlags } from "./feature-flags.ts";
import type { BoundSockets, FromWorker, Inspection, ToWorker, WorkerSettings } from "./messages.ts";

/** 49152 + 3473; peers behind static forwards count on it, so it is preferred, not required. */
export const PREFERRED_UDP_PORT = 52_625;
/** Modules for `EngineSettings.tunnel`. */
export const CLIENT_TUNNEL = new URL("./client-tunnel-module.ts", import.meta.url);
export const GATEWAY_TUNNEL = new URL("./gateway-tunnel-module.ts", import.meta.url);
/** Longer than the worker needs to flush; then it is ended by force. */
const STOP_LIMIT_MS = 3000;

export interface EngineSettings<Options> {
  /** A module that exports `createTunnel`, and the options for it. */
  readonly tunnel: { readonly module: URL; readonly options: Options };
  readonly tun: { readonly name: string };
  readonly udp?: UdpOptions & { readonly port?: number };
  readonly flags: FeatureFlags;
}

type Started = Extract<FromWorker, { type: "started" }>;

interface EngineEvents<Event> {
  event: [event: Event];
  /** A bug in the worker that it survived: to be logged. */
  fault: [message: string];
  /** The worker is gone although nobody stopped it. */
  error: [error: Error];
}

/** The main thread's handle on the worker that owns TUN, the UDP sockets and the tunnel. */
export class Engine<Command, Event> extends EventEmitter<EngineEvents<Event>> {
  #sockets: BoundSockets;
  /** The tunnel's key at its start; an event tells when it changes. */
  readonly publicKey: Uint8Array;
  readonly #worker: Worker;
  readonly #wakeFd: number;
  readonly #counters: Counters;
  readonly #inspections = new Map<number, (inspection: Inspection) => void>();
  readonly #exited: Promise<void>;
  readonly #clockWatch = new ClockWatch(() => this.#post({ type: "clock" }));
  #nextInspection = 0;
  #running = true;
  #stopping = false;
  #failure: Error | undefined;

  private constructor(worker: Worker, wakeFd: number, counters: Counters, started: Started) {
    super();
    this.#worker = worker;
    this.#wakeFd = wakeFd;
    this.#counters = counters;
    this.#sockets = started.sockets;
    this.publicKey = started.publicKey;
    worker.on("message", (message: FromWorker<Event>) => this.#handle(message));
    worker.on("error", (error: Error) => {
      this.#failure = error;
    });
    this.#exited = new Promise((resolve) => {
      worker.once("exit", () => {
        this.#running = false;
        this.#clockWatch.stop();
        closeSync(wakeFd);
        resolve();
        if (!this.#stopping) this.emit("error", this.#failure ?? new Error("the engine's worker ended by itself"));
      });
    });
  }

  /**
   * Resolves once the device and the sockets are open. Listeners that are attached without another `await` in between miss
   * nothing. @throws what kept them from it
   */
  static async start<Command, Event, Options>(settings: EngineSettings<Options>): Promise<Engine<Command, Event>> {
    const counters = new Counters();
    const wakeFd = openEventFd();
    const workerData: WorkerSettings = {
      tunnelModule: settings.tunnel.module.href,
      tunnelOptions: settings.tunnel.options,
      tun: settings.tun,
      udp: { ...settings.udp, port: settings.udp?.port ?? PREFERRED_UDP_PORT },
      flags: settings.flags,
      wakeFd,
      counters: counters.memory,
    };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData });
    try {
      const [first]: FromWorker[] = await once(worker, "message");
      if (first.type !== "started") throw new Error(`the engine's worker began with "${first.type}"`);
      return new Engine<Command, Event>(worker, wakeFd, counters, first);
    } catch (error) {
      await worker.terminate();
      closeSync(wakeFd);
      throw error;
    }
  }

  get sockets(): BoundSockets {
    return this.#sockets;
  }

  /** Takes new sockets on other ports: the machine moved to another network. Commands sent before are handled before. */
  rebind(): void {
    this.#post({ type: "rebind" });
  }

  send(command: Command): void {
    this.#post({ type: "command", command });
  }

  /** The packet loop's counters and the tunnel's, by name. */
  async metrics(): Promise<Record<string, number>> {
    const { counters } = await this.#inspect();
    return { ...this.#counters.snapshot(), ...counters };
  }

  /** The tunnel's own account of itself. */
  async status(): Promise<unknown> {
    return (await this.#inspect()).status;
  }

  /** Tells the tunnel to say goodbye, sends what waits, closes everything. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#stopping = true;
    this.#post({ type: "stop" });
    const limit = setTimeout(() => void this.#worker.terminate(), STOP_LIMIT_MS);
    await this.#exited;
    clearTimeout(limit);
  }

  #inspect(): Promise<Inspection> {
    if (!this.#running) return Promise.resolve({ status: undefined, counters: {} });
    const id = this.#nextInspection++;
    const answer = new Promise<Inspection>((resolve) => this.#inspections.set(id, resolve));
    this.#post({ type: "inspect", id });
    return Promise.race([answer, this.#exited.then(() => ({ status: undefined, counters: {} }))]);
  }

  #post(message: ToWorker): void {
    if (!this.#running) return;
    this.#worker.postMessage(message);
    signalEventFd(this.#wakeFd);
  }

  #handle(message: FromWorker<Event>): void {
    switch (message.type) {
      case "event":
        this.emit("event", message.event);
        return;
      case "rebound":
        this.#sockets = message.sockets;
        return;
      case "fault":
        this.emit("fault", message.message);
        return;
      case "inspection":
        this.#inspections.get(message.id)?.(message);
        this.#inspections.delete(message.id);
        return;
      case "started":
        return;
    }
  }
}
