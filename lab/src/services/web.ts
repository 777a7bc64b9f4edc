// The web server of the lab's office: a page, downloads with a known checksum, uploads that are counted and hashed.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { port: { type: "string", default: "80" }, name: { type: "string", default: "intranet.corp.example" } },
});

const CHUNK = pattern(1 << 16);

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://lab");
  if (url.pathname === "/download") download(response, Number(url.searchParams.get("bytes") ?? 1 << 20));
  else if (url.pathname === "/upload") upload(request, response);
  else if (url.pathname === "/") page(request, response);
  else response.writeHead(404, { "content-type": "text/plain" }).end("There is no such page here.\n");
});

function page(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.end(
    `Welcome to ${values.name}.\nYou asked for ${request.headers.host ?? "?"} and came from ${request.socket.remoteAddress ?? "?"}.\n`,
  );
}

/** Sends that many bytes of the repeating pattern. */
function download(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes });
  let left = bytes;
  const pump = () => {
    while (left > 0) {
      const part = left >= CHUNK.length ? CHUNK : CHUNK.subarray(0, left);
      left -= part.length;
      if (!response.write(part)) {
        response.once("drain", pump);
        return;
      }
    }
    response.end();
  };
  pump();
}

function upload(request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash("sha256");
  let bytes = 0;
  request.on("data", (part: Buffer) => {
    hash.update(part);
    bytes += part.length;
  });
  request.on("end", () => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`${JSON.stringify({ bytes, sha256: hash.digest("hex") })}\n`);
  });
}

function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = (i * 131 + (i >> 8) * 17) & 0xff;
  return bytes;
}

server.listen(Number(values.port), "::", () => console.log(`web server for ${values.name} on port ${values.port}`));
process.on("SIGTERM", () => process.exit(0));
