import type { SocketAddress, Translation } from "@fz/ip";
import type { ConnectionId, OutboundPath, Transmit } from "@fz/snownet";
import type { PacketCount } from "./flows/packet-count.ts";

/** What holds for one packet from a peer and for those of the same flow and connection that follow it in the batch. */
export interface PeerVerdict {
  /** Applied in place before the packet is written to TUN; undefined: the packet goes as it is. */
  readonly translation: Translation | undefined;
  /** Counts each packet and its payload; undefined: nobody wants to know. */
  readonly count: PacketCount | undefined;
}

/**
 * The state machine that a packet loop drives: `ClientTunnel` and `GatewayTunnel`. Sans-IO: `now` is in monotonic
 * milliseconds, packets are (buf, off, len). What the fast path hands out lives longer than the call; what the slow path
 * is given does not, so it copies what it keeps.
 *
 * After any call that may have changed state the driver drains `pollTransmit`, `pollTunPacket` and `pollEvent` until they
 * give undefined, then waits no longer than `pollTimeout`.
 */
export interface Tunnel<Command = unknown, Event = unknown> {
  /**
   * Path for a packet (or segmentation-offload super-packet) read from TUN. Where one is given, translation was already
   * applied in place; undefined: nothing was changed, and each MTU-size packet must go to `handleTun`.
   * @param partialChecksum the transport checksum field holds the un-complemented pseudo-header sum
   */
  routeTun(buf: Uint8Array, off: number, len: number, partialChecksum: boolean, now: number): OutboundPath | undefined;

  /** Counts each packet, and its payload, of what `routeTun` gave a path for last; undefined: nobody wants to know. */
  readonly routedCount: PacketCount | undefined;

  /** Of IP and transport together, in what `routeTun` gave a path for or `admitPeerPacket` a verdict on last. */
  readonly headerBytes: number;

  /**
   * A datagram from the network.
   * @returns > 0: length of the plaintext IP packet written to `out`, its connection being `lastConnection`;
   * 0: consumed; < 0: a counted error code. `out` may be written (up to `len` bytes) in every case.
   */
  decapsulate(
    local: SocketAddress,
    remote: SocketAddress,
    ecn: number,
    buf: Uint8Array,
    off: number,
    len: number,
    out: Uint8Array,
    outOff: number,
    now: number,
  ): number;

  /** X25519 key of this end; the portal must know it before anyone can connect. */
  readonly publicKey: Uint8Array;

  /** Connection of the packet that `decapsulate` returned last. */
  readonly lastConnection: ConnectionId;

  /** Verdict on a packet that `decapsulate` just returned. undefined: it must go to `handlePeerPacket`. */
  admitPeerPacket(buf: Uint8Array, off: number, len: number, now: number): PeerVerdict | undefined;

  handleTun(buf: Uint8Array, off: number, len: number, now: number): void;
  handlePeerPacket(buf: Uint8Array, off: number, len: number, now: number): void;

  pollTunPacket(): Uint8Array | undefined;
  pollTransmit(): Transmit | undefined;
  pollEvent(): Event | undefined;
  handleTimeout(now: number): void;
  pollTimeout(): number | undefined;
  handleCommand(command: Command, now: number): void;

  /** The wall clock was set, or the machine slept. @param epochOffset added to `now` it gives milliseconds since the Unix epoch */
  setEpochOffset(epochOffset: number): void;

  counters(): Record<string, number>;
  /** A structured-cloneable snapshot for status output. */
  status(): unknown;
}
