// `receive <ip> <port>`: prints "ready", then after two quiet seconds how many datagrams and bytes came.
// `send <ip> <port> <count>`: sends as many, each a byte longer than the one before, 200 lengths in turn.
import { createSocket } from "node:dgram";
import { once } from "node:events";

const [mode, ip, port, count] = process.argv.slice(2);
const SHORTEST = 900;
const LENGTHS = 200;
const QUIET_MS = 2000;

const socket = createSocket({ type: ip.includes(":") ? "udp6" : "udp4", recvBufferSize: 8 << 20 });

if (mode === "receive") {
  let datagrams = 0;
  let bytes = 0;
  const quiet = setTimeout(() => socket.close(), QUIET_MS);
  socket.on("message", (message) => {
    datagrams++;
    bytes += message.length;
    quiet.refresh();
  });
  socket.bind(Number(port), ip, () => console.log("ready"));
  await once(socket, "close");
  console.log(JSON.stringify({ datagrams, bytes }));
} else {
  for (let i = 0; i < Number(count); i++) {
    const payload = new Uint8Array(SHORTEST + (i % LENGTHS));
    await new Promise((resolve) => socket.send(payload, Number(port), ip, resolve));
  }
  socket.close();
}
