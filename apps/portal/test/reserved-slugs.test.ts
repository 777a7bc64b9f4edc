import { afterAll, beforeAll, expect, test } from "vitest";
import { isReserved } from "../src/accounts/new-account.ts";
import { type Context, createContext } from "../src/context.ts";
import { createServer } from "../src/http/server.ts";
import { readConfig } from "../src/index.ts";
import { openListener } from "../src/listener/listener.ts";

/** As an account's slug may be. */
const SLUG = /^[a-z0-9_-]+$/;
/** Served beside Fastify: sockets of devices, and the console once it is built. */
const ELSEWHERE = ["/client", "/gateway", "/relay", "/assets"];

let context: Context;
let paths: string[];

beforeAll(async () => {
  const config = readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent" });
  const listener = await openListener(config);
  context = await createContext(config);
  const app = await createServer(context, listener);
  await app.ready();
  paths = readRoutes(app.printRoutes({ commonPrefix: false }));
  await app.close();
});
afterAll(() => context.close());

/** Paths out of Fastify's drawing of them: a line continues the one that it is indented below. */
function readRoutes(tree: string): string[] {
  const above: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent, part] = /^(.*?)[├└]── (\S+)/.exec(line) ?? [];
    if (indent === undefined) return [];
    const depth = indent.length / 4;
    const before = depth === 0 ? "" : (above[depth - 1] ?? "");
    above[depth] = `${before}${part}`.replace("//", "/");
    return [above[depth]];
  });
}

test("no account can have a slug that the portal's own paths begin with", () => {
  const own = [...paths, ...ELSEWHERE].map((path) => path.split("/")[1]);
  const firsts = new Set(own.filter((first) => SLUG.test(first)));
  expect(firsts).toContain("sites");
  expect(firsts).toContain("metrics");
  expect(firsts.size).toBeGreaterThan(30);
  // Whoever adds a path at the top adds it to the list in accounts/new-account.ts.
  expect([...firsts].filter((first) => !isReserved(first))).toEqual([]);
});
