import { type Arena, EINVAL, type TunDevice, VNET_HEADER_BYTES } from "@fz/native";
import { COUNTER, type Counters } from "./counters.ts";
import { Segmenter } from "./segmenter.ts";
import { type SuperPacketHeader, writePlainHeader, writeSuperPacketHeader } from "./virtio-header.ts";

/** What is needed of a TUN device. */
export type TunWriter = Pick<TunDevice, "write" | "tcpSegmentation" | "udpSegmentation">;

/** Writes packets, which lie in the arena with VNET_HEADER_BYTES of room in front, to TUN. A packet that is refused is counted and lost. */
export class TunOutput {
  readonly #arena: Arena;
  readonly #tun: TunWriter;
  readonly #counters: Counters;
  readonly #segmenter: Segmenter;
  #joinsTcp: boolean;
  #joinsUdp: boolean;

  constructor(arena: Arena, tun: TunWriter, counters: Counters) {
    this.#arena = arena;
    this.#tun = tun;
    this.#counters = counters;
    this.#segmenter = new Segmenter(arena);
    this.#joinsTcp = tun.tcpSegmentation;
    this.#joinsUdp = tun.udpSegmentation;
  }

  /** Whether super-packets of TCP, or else of UDP, may be written. */
  joins(tcp: boolean): boolean {
    return tcp ? this.#joinsTcp : this.#joinsUdp;
  }

  write(packet: number, length: number): void {
    const header = packet - VNET_HEADER_BYTES;
    writePlainHeader(this.#arena, header);
    this.#count(this.#tun.write(header, length + VNET_HEADER_BYTES));
  }

  /** Where the kernel cannot take super-packets after all, the packet goes in pieces, and no more are made. */
  writeSuperPacket(packet: number, length: number, shape: SuperPacketHeader, tcp: boolean): void {
    const header = packet - VNET_HEADER_BYTES;
    writeSuperPacketHeader(this.#arena, header, shape);
    const written = this.#tun.write(header, length + VNET_HEADER_BYTES);
    if (written !== -EINVAL) {
      this.#count(written);
      return;
    }
    this.#counters.add(COUNTER.joining_disabled, 1);
    if (tcp) this.#joinsTcp = false;
    else this.#joinsUdp = false;
    if (!this.#segmenter.begin(header, packet, length)) return;
    while (this.#segmenter.next()) this.write(this.#segmenter.offset, this.#segmenter.length);
  }

  #count(written: number): void {
    if (written < 0) {
      this.#counters.add(COUNTER.tun_write_errors, 1);
      return;
    }
    this.#counters.add(COUNTER.tun_writes, 1);
    this.#counters.add(COUNTER.tun_written_bytes, written - VNET_HEADER_BYTES);
  }
}
