import { once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { expect, test } from "vitest";
import { bindDgram, connectTcp, startTcp } from "./marked-sockets.ts";

/** Setting a mark needs CAP_NET_ADMIN, so it is set where the tests run as root. */
const options = process.getuid?.() === 0 ? { mark: 0xfd002021 } : {};

test("an HTTP request goes over a connection that was only started", async () => {
  const server = createServer((incoming, response) => response.end(`hello ${incoming.url}`));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const outgoing = request({
    path: "/world",
    createConnection: () => startTcp({ ip: "127.0.0.1", port }, options),
  });
  outgoing.end();
  const [response] = await once(outgoing, "response");
  const body = await response.toArray();
  expect(Buffer.concat(body).toString()).toBe("hello /world");
  server.close();
});

test.each(["127.0.0.1", "::1"])("a connection to %s resolves when it stands", async (ip) => {
  const server = createTcpServer((socket) => socket.end("welcome"));
  server.listen(0, ip);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = await connectTcp({ ip, port }, options);
  expect(socket.remotePort).toBe(port);
  expect(Buffer.concat(await socket.toArray()).toString()).toBe("welcome");
  server.close();
});

test("a refused connection rejects", async () => {
  const server = createTcpServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  await expect(connectTcp({ ip: "127.0.0.1", port }, options)).rejects.toThrow("ECONNREFUSED");
});

test("an attempt that was already given up is not made", async () => {
  const attempt = connectTcp({ ip: "127.0.0.1", port: 9 }, { ...options, signal: AbortSignal.abort() });
  await expect(attempt).rejects.toThrow("aborted");
});

test.each([4, 6] as const)("a UDP socket over IPv%i sends and receives", async (version) => {
  const loopback = version === 4 ? "127.0.0.1" : "::1";
  const one = await bindDgram(version, options);
  const other = await bindDgram(version, options);
  one.send("question", other.address().port, loopback);
  const [message, remote] = await once(other, "message");
  expect(message.toString()).toBe("question");
  expect(remote.port).toBe(one.address().port);
  one.close();
  other.close();
});
