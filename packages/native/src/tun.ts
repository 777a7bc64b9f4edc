import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { utf8 } from "@fz/bytes";
import { arena } from "./arena.ts";
import { EINVAL, SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import * as linux from "./linux.ts";
import { closeFd } from "./socket-options.ts";

const CLONE_DEVICE = "/dev/net/tun";
const CLONE_DEVICE_MODE = 0o600;
/** makedev(10, 200) */
const CLONE_DEVICE_NUMBER = (10 << 8) | 200;

/** virtio_net_hdr, in front of every packet that is read or written. */
export const VNET_HEADER_BYTES = 10;

const TSO = linux.TUN_F_TSO4 | linux.TUN_F_TSO6 | linux.TUN_F_TSO_ECN;
const USO = linux.TUN_F_USO4 | linux.TUN_F_USO6;
/** From most to least. USO exists since Linux 6.2. */
const OFFLOADS = [linux.TUN_F_CSUM | TSO | USO, linux.TUN_F_CSUM | TSO, linux.TUN_F_CSUM, 0];

const request = arena.reserve(linux.IFREQ_BYTES);

export interface TunOptions {
  readonly name: string;
  /** Bytes; left as it is where undefined. */
  readonly mtu?: number;
}

/**
 * A TUN device of this network namespace, without a persistent life of its own: it goes when it is closed. Every packet
 * is preceded by a virtio_net_hdr, and may be a super-packet as far as the offloads were granted.
 */
export class TunDevice {
  readonly fd: number;
  readonly name: string;
  /** Super-packets of TCP, and of UDP, may be read and written. */
  readonly tcpSegmentation: boolean;
  readonly udpSegmentation: boolean;

  private constructor(fd: number, name: string, offloads: number) {
    this.fd = fd;
    this.name = name;
    this.tcpSegmentation = (offloads & linux.TUN_F_TSO4) !== 0;
    this.udpSegmentation = (offloads & linux.TUN_F_USO4) !== 0;
  }

  /** @throws SystemError: EPERM without CAP_NET_ADMIN, EBUSY where another process holds the device */
  static open(options: TunOptions): TunDevice {
    if (!existsSync(CLONE_DEVICE)) makeCloneDevice();
    const fd = libc.open(CLONE_DEVICE, linux.O_RDWR | linux.O_NONBLOCK | linux.O_CLOEXEC);
    if (fd < 0) throw new SystemError("open", CLONE_DEVICE);
    try {
      writeRequest(options.name);
      arena.view.setUint16(request + linux.IFNAMSIZ, linux.IFF_TUN | linux.IFF_NO_PI | linux.IFF_VNET_HDR, true);
      if (libc.ioctl(fd, linux.TUNSETIFF, arena.address(request)) < 0) throw new SystemError("TUNSETIFF", options.name);
      const offloads = requestOffloads(fd, options.name);
      if (options.mtu !== undefined) setMtu(options.name, options.mtu);
      return new TunDevice(fd, options.name, offloads);
    } catch (error) {
      libc.close(fd);
      throw error;
    }
  }

  /** Length of what was read (virtio_net_hdr and packet) into the arena at `offset`, or a negative errno. */
  read(offset: number, capacity: number): number {
    const length = libc.read(this.fd, arena.address(offset), capacity);
    return length < 0 ? -libc.lastErrno() : length;
  }

  /** Writes a virtio_net_hdr and packet; gives its length or a negative errno. */
  write(offset: number, length: number): number {
    const written = libc.write(this.fd, arena.address(offset), length);
    return written < 0 ? -libc.lastErrno() : written;
  }

  close(): void {
    closeFd(this.fd);
  }
}

function makeCloneDevice(): void {
  mkdirSync(dirname(CLONE_DEVICE), { recursive: true });
  if (libc.mknod(CLONE_DEVICE, linux.S_IFCHR | CLONE_DEVICE_MODE, CLONE_DEVICE_NUMBER) < 0) {
    throw new SystemError("mknod", CLONE_DEVICE);
  }
}

/** The most that the kernel grants; it refuses a set as a whole. */
function requestOffloads(fd: number, name: string): number {
  for (const offloads of OFFLOADS) {
    if (libc.ioctl(fd, linux.TUNSETOFFLOAD, offloads) === 0) return offloads;
    if (libc.lastErrno() !== EINVAL) break;
  }
  throw new SystemError("TUNSETOFFLOAD", name);
}

function setMtu(name: string, mtu: number): void {
  const control = libc.socket(linux.AF_INET, linux.SOCK_DGRAM | linux.SOCK_CLOEXEC, 0);
  if (control < 0) throw new SystemError("socket", `to configure ${name}`);
  try {
    writeRequest(name);
    arena.view.setInt32(request + linux.IFNAMSIZ, mtu, true);
    if (libc.ioctl(control, linux.SIOCSIFMTU, arena.address(request)) < 0) {
      throw new SystemError("SIOCSIFMTU", `${name} ${mtu}`);
    }
  } finally {
    libc.close(control);
  }
}

/** struct ifreq with nothing but the name. */
function writeRequest(name: string): void {
  const bytes = utf8(name);
  if (bytes.length === 0 || bytes.length >= linux.IFNAMSIZ) {
    throw new RangeError(`an interface name has 1 to ${linux.IFNAMSIZ - 1} bytes: ${JSON.stringify(name)}`);
  }
  arena.u8.fill(0, request, request + linux.IFREQ_BYTES);
  arena.u8.set(bytes, request);
}
