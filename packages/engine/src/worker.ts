// Entry point of the engine's thread. It never returns to its event loop: everything comes in over descriptors.
import { randomBytes } from "node:crypto";
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { TUNNEL_MTU } from "@fz/ip";
import { bootTime, opensslCrypto, signalEventFd, TunDevice, UdpSocket } from "@fz/native";
import type { Tunnel } from "@fz/tunnel";
import { Counters } from "./counters.ts";
import type { BoundSockets, FromWorker, ToWorker, WorkerSettings } from "./messages.ts";
import { PacketLoop } from "./packet-loop.ts";
import type { CreateTunnel } from "./tunnel-module.ts";

/** How long what is queued may take to leave when the engine stops. */
const STOP_GRACE_MS = 1000;

async function main(port: MessagePort, settings: WorkerSettings): Promise<void> {
  const tunnel = await makeTunnel(settings);
  // Descriptors belong to the process, not to the thread: what is open when something fails must be closed here.
  const tun = TunDevice.open({ name: settings.tun.name, mtu: TUNNEL_MTU });
  const sockets: UdpSocket[] = [];
  try {
    sockets.push(...bindSockets(settings.udp));
    run(port, settings, tunnel, tun, sockets);
  } finally {
    tun.close();
    for (const socket of sockets) socket.close();
  }
}

/** Returns when the engine was stopped. `sockets` is kept to those in use. */
function run(
  port: MessagePort,
  settings: WorkerSettings,
  tunnel: Tunnel<unknown, unknown>,
  tun: TunDevice,
  sockets: UdpSocket[],
): void {
  const post = (message: FromWorker) => port.postMessage(message);
  const loop: PacketLoop<unknown> = new PacketLoop({
    tunnel,
    tun,
    sockets,
    wakeFd: settings.wakeFd,
    flags: settings.flags,
    counters: new Counters(settings.counters),
    onWake: (now) => {
      try {
        for (let message = receive(port); message !== undefined; message = receive(port)) handle(message, now);
      } catch (error) {
        // What waits behind the message that could not be handled still has to be.
        signalEventFd(settings.wakeFd);
        throw error;
      }
    },
    onEvent: (event) => post({ type: "event", event }),
    onFault: (error) => post({ type: "fault", message: describe(error) }),
  });

  function handle(message: ToWorker, now: number): void {
    switch (message.type) {
      case "command":
        tunnel.handleCommand(message.command, now);
        return;
      case "inspect":
        post({ type: "inspection", id: message.id, status: tunnel.status(), counters: tunnel.counters() });
        return;
      case "rebind":
        rebind();
        return;
      case "clock":
        tunnel.setEpochOffset(epochOffset());
        return;
      case "stop":
        tunnel.handleCommand({ type: "shutdown" }, now);
        loop.stop(now, STOP_GRACE_MS);
    }
  }

  /** The old sockets are closed after the new ones are bound, so these get other ports and every NAT a new mapping. */
  function rebind(): void {
    const fresh = bindSockets(settings.udp);
    sockets.push(...fresh);
    loop.useSockets(fresh);
    const unused = sockets.filter((socket) => !loop.sockets.includes(socket));
    for (const socket of unused) socket.close();
    sockets.splice(0, sockets.length, ...loop.sockets);
    post({ type: "rebound", sockets: boundSockets(sockets) });
  }

  post({ type: "started", sockets: boundSockets(sockets), publicKey: tunnel.publicKey });
  loop.run();
}

async function makeTunnel(settings: WorkerSettings): Promise<Tunnel<unknown, unknown>> {
  const module: { createTunnel: CreateTunnel<unknown> } = await import(settings.tunnelModule);
  return module.createTunnel(settings.tunnelOptions, {
    crypto: opensslCrypto,
    random: (length) => randomBytes(length),
    now: bootTime(),
    epochOffset: epochOffset(),
  });
}

/** From the loop's clock to milliseconds since the Unix epoch. */
function epochOffset(): number {
  return Date.now() - bootTime();
}

/** One socket per IP version that the machine has; at least one. */
function bindSockets({ port, ...options }: WorkerSettings["udp"]): UdpSocket[] {
  const sockets: UdpSocket[] = [];
  let reason: unknown;
  for (const ip of ["0.0.0.0", "::"]) {
    try {
      sockets.push(UdpSocket.bindPreferring({ ip, port }, options));
    } catch (error) {
      reason = error;
    }
  }
  if (sockets.length === 0) throw reason;
  return sockets;
}

function boundSockets(sockets: readonly UdpSocket[]): BoundSockets {
  return Object.fromEntries(sockets.map(({ version, local }) => [`ipv${version}`, local]));
}

function receive(port: MessagePort): ToWorker | undefined {
  const received: { message: ToWorker } | undefined = receiveMessageOnPort(port);
  return received?.message;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (parentPort) await main(parentPort, workerData);
