import { createSocket, type Socket } from "node:dgram";
import type { SocketAddress } from "@fz/ip";
import { classifyWireGuard, type WireGuardTunnel } from "../src/index.ts";

/** A {@link WireGuardTunnel} on a real socket and clock: the least that makes a WireGuard peer of it. */
export class UdpPeer {
  readonly #socket: Socket;
  readonly #tunnel: WireGuardTunnel;
  readonly #remote: SocketAddress;
  #timer: NodeJS.Timeout | undefined;
  /** What handshake messages that came in led to. */
  readonly handshakes: string[] = [];
  readonly events: string[] = [];
  onPacket: (packet: Uint8Array) => void = () => undefined;

  private constructor(socket: Socket, tunnel: WireGuardTunnel, remote: SocketAddress) {
    this.#socket = socket;
    this.#tunnel = tunnel;
    this.#remote = remote;
    socket.on("message", (datagram, from) => this.#receive(datagram, from.address));
  }

  static async bind(local: SocketAddress, remote: SocketAddress, tunnel: WireGuardTunnel): Promise<UdpPeer> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(local.port, local.ip, resolve));
    const peer = new UdpPeer(socket, tunnel, remote);
    peer.#flush();
    return peer;
  }

  startHandshake(): void {
    this.#tunnel.startHandshake(performance.now());
    this.#flush();
  }

  /** False where there is no session to send on. */
  send(packet: Uint8Array): boolean {
    const datagram = new Uint8Array(packet.length + 32);
    const length = this.#tunnel.seal(packet, 0, packet.length, datagram, 0, performance.now());
    if (length > 0) this.#socket.send(datagram.subarray(0, length), this.#remote.port, this.#remote.ip);
    this.#flush();
    return length > 0;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#tunnel.dispose();
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #receive(datagram: Uint8Array, sourceIp: string): void {
    const now = performance.now();
    if (classifyWireGuard(datagram, 0, datagram.length) === "data") {
      const out = new Uint8Array(datagram.length);
      const length = this.#tunnel.open(datagram, 0, datagram.length, out, 0, now);
      if (length > 0) this.onPacket(out.subarray(0, length));
    } else {
      this.handshakes.push(this.#tunnel.handleHandshake(datagram, sourceIp, now));
    }
    this.#flush();
  }

  #flush(): void {
    const tunnel = this.#tunnel;
    for (let bytes = tunnel.pollTransmit(); bytes; bytes = tunnel.pollTransmit()) {
      this.#socket.send(bytes, this.#remote.port, this.#remote.ip);
    }
    for (let event = tunnel.pollEvent(); event; event = tunnel.pollEvent()) this.events.push(event.type);
    clearTimeout(this.#timer);
    const deadline = tunnel.pollTimeout();
    if (deadline === undefined) return;
    this.#timer = setTimeout(
      () => {
        tunnel.handleTimeout(performance.now());
        this.#flush();
      },
      Math.max(0, deadline - performance.now()),
    );
  }
}
