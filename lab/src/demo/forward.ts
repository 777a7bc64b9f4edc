import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";

/** Lets the browser of this machine reach the portal in the lab: a loopback port to a Unix socket. */
export async function forwardLoopback(
  socketPath: string,
  preferredPort: number,
): Promise<{ port: number; close(): void }> {
  const server = createServer((outside) => {
    const inside = connect(socketPath);
    for (const end of [outside, inside]) {
      end.on("error", () => {
        outside.destroy();
        inside.destroy();
      });
    }
    outside.pipe(inside);
    inside.pipe(outside);
  });
  const port = await listen(server, preferredPort);
  return { port, close: () => server.close() };
}

/** On the preferred port, or on any where that is taken. */
async function listen(server: Server, preferredPort: number): Promise<number> {
  for (const port of [preferredPort, 0]) {
    try {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if (port === 0 || !(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    }
  }
  throw new Error("no loopback port is free");
}
