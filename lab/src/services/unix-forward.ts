// Lets programs outside this network namespace reach a TCP port inside it: a Unix socket belongs to no namespace.
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { socket: { type: "string" }, port: { type: "string" } } });
const { socket: path, port } = values;
if (path === undefined || port === undefined) throw new Error("--socket and --port are needed");

rmSync(path, { force: true });
createServer((outside) => {
  const inside = connect(Number(port), "127.0.0.1");
  for (const end of [outside, inside]) {
    end.on("error", () => {
      outside.destroy();
      inside.destroy();
    });
  }
  outside.pipe(inside);
  inside.pipe(outside);
}).listen(path, () => console.log(`forwarding ${path} to port ${port}`));
process.on("SIGTERM", () => process.exit(0));
