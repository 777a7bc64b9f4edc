import { createSocket, type RemoteInfo, type SocketOptions } from "node:dgram";
import { type IpAddress, type IpVersion, ipVersion, parseIp, type SocketAddress } from "@fz/ip";
import type { Endpoint, EndpointEvents, OpenEndpoint } from "./endpoint.ts";

/** UDP through Node's own sockets. */
export const openDgramEndpoint: OpenEndpoint = (address, bufferBytes, events) => {
  const version = ipVersion(address.ip);
  const socket = createSocket({
    type: version === 4 ? "udp4" : "udp6",
    ipv6Only: version === 6,
    lookup: immediateLookup(version),
    recvBufferSize: bufferBytes,
    sendBufferSize: bufferBytes,
  });
  let failure: Error | undefined;
  socket.on("error", (error) => {
    failure = error;
  });
  // With a look-up that needs no time, it is bound or has failed when this returns.
  socket.bind({ address: address.ip, port: address.port, exclusive: true });
  if (failure) {
    socket.close();
    throw failure;
  }
  return new DgramEndpoint(socket, events);
};

class DgramEndpoint implements Endpoint {
  readonly local: SocketAddress;
  readonly #socket: ReturnType<typeof createSocket>;
  readonly #sent: (error: Error | null) => void;

  constructor(socket: ReturnType<typeof createSocket>, events: EndpointEvents) {
    this.#socket = socket;
    const { address, port } = socket.address();
    this.local = { ip: parseIp(address) ?? address, port };
    this.#sent = (error) => {
      if (error) events.onError(error);
    };
    socket.removeAllListeners("error");
    socket.on("error", events.onError);
    socket.on("message", (payload, remote) => events.onDatagram(payload, remoteAddress(remote)));
  }

  send(payload: Uint8Array, to: SocketAddress): void {
    this.#socket.send(payload, 0, payload.length, to.port, to.ip, this.#sent);
  }

  close(): void {
    this.#socket.close();
  }
}

/** Node looks up every address that it sends to, unless told otherwise; ours are never names. */
function immediateLookup(version: IpVersion): NonNullable<SocketOptions["lookup"]> {
  return (address, _options, callback) => callback(null, address, version);
}

function remoteAddress({ family, address, port }: RemoteInfo): SocketAddress {
  return { ip: family === "IPv4" ? address : canonicalIpv6(address), port };
}

/** Link-local senders come with a zone, and some with a spelling other than ours. */
function canonicalIpv6(text: string): IpAddress {
  const zone = text.indexOf("%");
  const bare = zone < 0 ? text : text.slice(0, zone);
  return parseIp(bare) ?? bare;
}
