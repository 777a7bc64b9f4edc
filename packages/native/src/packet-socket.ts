import { readFileSync } from "node:fs";
import { arena } from "./arena.ts";
import { EAGAIN, ENOBUFS, SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import { closeFd, setOption } from "./socket-options.ts";

// packet(7) and <linux/if_packet.h>
const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const ETH_P_ALL = 3;
const SOL_PACKET = 263;
const PACKET_IGNORE_OUTGOING = 23;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SO_SNDBUFFORCE = 32;

const SOCKADDR_LL_BYTES = 20;
const SOCKADDR_LL_PROTOCOL = 2;
const SOCKADDR_LL_IFINDEX = 4;
const BUFFER_BYTES = 8 << 20;

/** Reads and writes whole Ethernet frames of one interface, past the network stack. For the lab's links; needs CAP_NET_RAW. */
export class PacketSocket {
  readonly fd: number;

  /** @throws SystemError */
  constructor(interfaceName: string) {
    const protocol = hostToNetwork(ETH_P_ALL);
    this.fd = libc.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (this.fd < 0) throw new SystemError("socket", `for frames of ${interfaceName}`);
    const address = arena.reserve(SOCKADDR_LL_BYTES);
    arena.view.setUint16(address, AF_PACKET, true);
    arena.view.setUint16(address + SOCKADDR_LL_PROTOCOL, protocol, true);
    arena.view.setInt32(address + SOCKADDR_LL_IFINDEX, interfaceIndex(interfaceName), true);
    if (libc.bindSocket(this.fd, arena.address(address), SOCKADDR_LL_BYTES) < 0) {
      throw new SystemError("bind", `to ${interfaceName}`);
    }
    setOption(this.fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
    setOption(this.fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES, "SO_RCVBUFFORCE");
    setOption(this.fd, SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_BYTES, "SO_SNDBUFFORCE");
  }

  /** Reads one frame to arena offset `off` and gives its length, or 0 where there is none now. */
  read(off: number, capacity: number): number {
    const length = libc.read(this.fd, arena.address(off), capacity);
    if (length >= 0) return length;
    const errno = libc.lastErrno();
    if (errno === EAGAIN) return 0;
    throw new SystemError("read", "a frame", errno);
  }

  /** Writes the frame at arena offset `off`. False where the interface's queue is full: the frame is lost, as on a wire. */
  write(off: number, length: number): boolean {
    if (libc.write(this.fd, arena.address(off), length) >= 0) return true;
    const errno = libc.lastErrno();
    if (errno === EAGAIN || errno === ENOBUFS) return false;
    throw new SystemError("write", `a frame of ${length} bytes`, errno);
  }

  close(): void {
    closeFd(this.fd);
  }
}

function interfaceIndex(name: string): number {
  return Number(readFileSync(`/sys/class/net/${name}/ifindex`, "utf8"));
}

function hostToNetwork(value: number): number {
  return ((value & 0xff) << 8) | (value >> 8);
}
