// Sockets of Node's own kind that carry SO_MARK, which Node cannot set: the descriptor is made and marked here and given
// to Node. The mark makes routing leave the tunnel out (the kernel needs CAP_NET_ADMIN for it).
import { createSocket, type Socket as DgramSocket } from "node:dgram";
import { once } from "node:events";
import { Socket } from "node:net";
import { formatSocketAddress, type IpVersion, ipVersion, type SocketAddress } from "@fz/ip";
import { arena } from "./arena.ts";
import { EINPROGRESS, SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import * as linux from "./linux.ts";
import { SOCKADDR_BYTES, writeSockaddr } from "./sockaddr.ts";
import { setOption } from "./socket-options.ts";

const remote = arena.reserve(SOCKADDR_BYTES);
const NOTHING = new Uint8Array(0);

/**
 * Starts a TCP connection with TCP_NODELAY. The socket can be written at once, data waits for the connection; there is no
 * `connect` event, a refusal comes as `error`. For `createConnection` of `node:http`, `tls.connect({ socket })` and `ws`.
 * @throws SystemError
 */
export function startTcp(address: SocketAddress, { mark }: { readonly mark?: number } = {}): Socket {
  const fd = newSocket(ipVersion(address.ip), linux.SOCK_STREAM, mark);
  try {
    setOption(fd, linux.IPPROTO_TCP, linux.TCP_NODELAY, 1, "TCP_NODELAY");
    const length = writeSockaddr(remote, address);
    if (libc.connect(fd, arena.address(remote), length) < 0 && libc.lastErrno() !== EINPROGRESS) {
      throw new SystemError("connect", formatSocketAddress(address));
    }
    return new Socket({ fd, readable: true, writable: true });
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/** Same, but resolves once the connection stands and rejects where it is refused or `signal` is aborted. */
export async function connectTcp(
  address: SocketAddress,
  options: { readonly mark?: number; readonly signal?: AbortSignal } = {},
): Promise<Socket> {
  options.signal?.throwIfAborted();
  const socket = startTcp(address, options);
  const abort = () => socket.destroy(new Error(`connecting to ${formatSocketAddress(address)} was given up`));
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    // An empty write completes when the descriptor turns writable, that is, connected.
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.write(NOTHING, (error) => (error ? reject(error) : resolve()));
    });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", abort);
  }
}

/** A bound UDP socket of `node:dgram`, on an ephemeral port. @throws SystemError */
export async function bindDgram(version: IpVersion, { mark }: { readonly mark?: number } = {}): Promise<DgramSocket> {
  const fd = newSocket(version, linux.SOCK_DGRAM, mark);
  const length = writeSockaddr(remote, { ip: version === 4 ? "0.0.0.0" : "::", port: 0 });
  if (libc.bindSocket(fd, arena.address(remote), length) < 0) {
    const error = new SystemError("bind", `for UDP over IPv${version}`);
    libc.close(fd);
    throw error;
  }
  const socket = createSocket(version === 4 ? "udp4" : "udp6");
  const listening = once(socket, "listening");
  socket.bind({ fd });
  await listening;
  return socket;
}

function newSocket(version: IpVersion, type: number, mark: number | undefined): number {
  const family = version === 4 ? linux.AF_INET : linux.AF_INET6;
  const fd = libc.socket(family, type | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC, 0);
  if (fd < 0) throw new SystemError("socket", `for IPv${version}`);
  try {
    if (mark !== undefined) setOption(fd, linux.SOL_SOCKET, linux.SO_MARK, mark, "SO_MARK");
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}
