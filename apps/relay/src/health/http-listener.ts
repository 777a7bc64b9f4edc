import { createServer, type RequestListener, type Server } from "node:http";
import type { SocketAddress } from "@fz/ip";

/** @throws NodeJS.ErrnoException where the address cannot be bound */
export async function listenHttp(address: SocketAddress, handle: RequestListener): Promise<Server> {
  const server = createServer(handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: address.ip, port: address.port }, resolve);
  });
  return server;
}

export async function closeHttp(server: Server | undefined): Promise<void> {
  if (!server) return;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
