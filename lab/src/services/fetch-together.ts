// Fetches pages at the same time from one source port, which curl cannot: bound twice, a port needs SO_REUSEADDR. Prints
// one body after the other once all connections stood at once.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { parseArgs } from "node:util";

const { values, positionals: hosts } = parseArgs({
  options: { "local-port": { type: "string", default: "5555" } },
  allowPositionals: true,
});
const localPort = Number(values["local-port"]);

async function open(host: string): Promise<Socket> {
  const socket = connect({ host, port: 80, localPort, family: 4 });
  await once(socket, "connect");
  return socket;
}

async function fetchPage(socket: Socket, host: string): Promise<string> {
  socket.end(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  let text = "";
  for await (const part of socket.setEncoding("utf8")) text += part;
  return text;
}

const sockets = await Promise.all(hosts.map(open));
for (const page of await Promise.all(sockets.map((socket, i) => fetchPage(socket, hosts[i])))) console.log(page);
