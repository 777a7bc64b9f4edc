import { readFileSync } from "node:fs";
import { arena } from "./arena.ts";
import { EAGAIN, ENOBUFS, SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import * as linux from "./linux.ts";
import { closeFd, setOption } from "./socket-options.ts";

// struct sockaddr_ll, packet(7)
const SOCKADDR_LL_BYTES = 20;
const SOCKADDR_LL_PROTOCOL = 2;
const SOCKADDR_LL_IFINDEX = 4;
const BUFFER_BYTES = 8 << 20;

/** Reads and writes whole Ethernet frames of one interface, past the network stack. For the lab's links; needs CAP_NET_RAW. */
export class PacketSocket {
  readonly fd: number;

  /** @throws SystemError, or what Node says of an interface that is not there */
  constructor(interfaceName: string) {
    const index = interfaceIndex(interfaceName);
    const protocol = hostToNetwork(linux.ETH_P_ALL);
    this.fd = libc.socket(linux.AF_PACKET, linux.SOCK_RAW | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC, protocol);
    if (this.fd < 0) throw new SystemError("socket", `for frames of ${interfaceName}`);
    try {
      const address = arena.reserve(SOCKADDR_LL_BYTES);
      arena.view.setUint16(address, linux.AF_PACKET, true);
      arena.view.setUint16(address + SOCKADDR_LL_PROTOCOL, protocol, true);
      arena.view.setInt32(address + SOCKADDR_LL_IFINDEX, index, true);
      if (libc.bindSocket(this.fd, arena.address(address), SOCKADDR_LL_BYTES) < 0) {
        throw new SystemError("bind", `to ${interfaceName}`);
      }
      setOption(this.fd, linux.SOL_PACKET, linux.PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
      setOption(this.fd, linux.SOL_SOCKET, linux.SO_RCVBUFFORCE, BUFFER_BYTES, "SO_RCVBUFFORCE");
      setOption(this.fd, linux.SOL_SOCKET, linux.SO_SNDBUFFORCE, BUFFER_BYTES, "SO_SNDBUFFORCE");
    } catch (error) {
      libc.close(this.fd);
      throw error;
    }
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
