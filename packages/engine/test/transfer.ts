// `serve <ip> <port> <bytes>`: gives the first connection that many bytes that look random and prints their SHA-256.
// `fetch <ip> <port>`: reads to the end and prints the SHA-256 of what came.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const [mode, ip, port, size] = process.argv.slice(2);
const CHUNK = 1 << 16;
const hash = createHash("sha256");

/** A chunk of a xorshift generator's output (Marsaglia 2003). */
function* chunks(total: number): Generator<Uint8Array> {
  let state = 0x9e3779b9;
  for (let done = 0; done < total; done += CHUNK) {
    const words = new Uint32Array(Math.ceil(Math.min(CHUNK, total - done) / 4));
    for (let i = 0; i < words.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[i] = state >>> 0;
    }
    const chunk = new Uint8Array(words.buffer, 0, Math.min(CHUNK, total - done));
    hash.update(chunk);
    yield chunk;
  }
}

if (mode === "serve") {
  const server = createServer();
  server.listen(Number(port), ip, () => console.log("ready"));
  const [socket] = await once(server, "connection");
  await pipeline(Readable.from(chunks(Number(size))), socket);
  server.close();
} else {
  for await (const chunk of connect(Number(port), ip)) hash.update(chunk);
}
console.log(hash.digest("hex"));
