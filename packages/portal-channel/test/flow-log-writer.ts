// Writes flow logs down one after the other, each from another source port, and says which is there, until it is killed.
// Arguments: the state folder, the portal and the token.
import { writeSync } from "node:fs";
import { FlowLogs } from "../src/flow-logs/flow-logs.ts";
import { flow } from "./flows.ts";

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const [stateFolder, portal, token] = process.argv.slice(2);
const flowLogs = new FlowLogs({ stateFolder, portal, way: {}, log });
for (let port = 1; port <= 60_000; port++) {
  flowLogs.add([flow(token, port)]);
  writeSync(1, `${port}\n`);
}
