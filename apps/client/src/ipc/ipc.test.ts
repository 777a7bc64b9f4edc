import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askDaemon } from "./ask-daemon.ts";
import type { Request } from "./messages.ts";
import { IpcServer } from "./server.ts";

let folder: string;
let path: string;
let server: IpcServer;
const asked: Request[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "fz-ipc-"));
  path = join(folder, "run/client.sock");
  asked.length = 0;
  server = await IpcServer.listen(path, async (request) => {
    asked.push(request);
    if (request.ask === "roam") throw new Error("not now");
    if (request.ask === "status") await sleep(20);
    if (request.ask === "set-internet-resource") return undefined;
    return { answerTo: request.ask };
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Writes text as it is, and gives the answers that come until the other end closes or there are `count`. */
async function converse(text: string, count: number): Promise<unknown[]> {
  const socket: Socket = connect(path);
  await once(socket, "connect");
  socket.write(text);
  const answers: unknown[] = [];
  for await (const line of createInterface({ input: socket })) {
    answers.push(JSON.parse(line));
    if (answers.length === count) break;
  }
  socket.destroy();
  return answers;
}

describe("the control socket", () => {
  test("answers what it is asked", async () => {
    expect(await askDaemon(path, { ask: "status" })).toEqual({ answerTo: "status" });
    expect(await askDaemon(path, { ask: "set-internet-resource", active: true })).toBeUndefined();
    expect(asked).toEqual([{ ask: "status" }, { ask: "set-internet-resource", active: true }]);
  });

  test("tells why it refuses", async () => {
    await expect(askDaemon(path, { ask: "roam" })).rejects.toThrow("The client refused: not now");
  });

  test("is root's alone", () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o750);
  });

  test("answers several requests of one connection in their order", async () => {
    const slowThenFast = '{"ask":"status"}\n{"ask":"set-internet-resource","active":false}\n';
    expect(await converse(slowThenFast, 2)).toEqual([{ type: "ok", value: { answerTo: "status" } }, { type: "ok" }]);
  });

  test("serves two clients at once", async () => {
    const [one, two] = [askDaemon(path, { ask: "status" }), askDaemon(path, { ask: "status" })];
    expect(await Promise.all([one, two])).toEqual([{ answerTo: "status" }, { answerTo: "status" }]);
  });

  test.each(["nonsense", "{}", '{"ask":"fly"}', '{"ask":"set-internet-resource","active":"yes"}', "[]", "null", ""])(
    "refuses %j and goes on",
    async (line) => {
      const answers = await converse(`${line}\n{"ask":"status"}\n`, 2);
      expect(answers).toEqual([
        { type: "error", message: expect.stringMatching(/one line of JSON|knows no such request/) },
        { type: "ok", value: { answerTo: "status" } },
      ]);
    },
  );

  test("survives whatever is written to it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json()), { maxLength: 20 }), async (lines) => {
        const text = lines.map((line) => `${line.replaceAll("\n", "")}\n`).join("");
        expect(await converse(`${text}{"ask":"status"}\n`, lines.length + 1)).toHaveLength(lines.length + 1);
      }),
      { numRuns: 30 },
    );
  });

  test("ends a conversation whose request has no end", async () => {
    const answers = await converse("x".repeat(100_000), 2);
    expect(answers).toEqual([{ type: "error", message: "a request has at most 65536 bytes" }]);
    expect(await askDaemon(path, { ask: "status" })).toEqual({ answerTo: "status" });
  });

  test("belongs to one client", async () => {
    await expect(IpcServer.listen(path, async () => undefined)).rejects.toThrow(/Another client is running/);
  });

  test("takes the place of one that was left behind", async () => {
    const dead = join(folder, "dead.sock");
    writeFileSync(dead, "");
    const next = await IpcServer.listen(dead, async () => "here");
    expect(await askDaemon(dead, { ask: "status" })).toBe("here");
    await next.close();
  });

  test("closes, and leaves nothing, while somebody is still connected", async () => {
    const idle = connect(path);
    await once(idle, "connect");
    const closed = once(idle, "close");
    await server.close();
    await closed;
    expect(existsSync(path)).toBe(false);
    server = await IpcServer.listen(path, async () => undefined);
  });
});

describe("whoever asks", () => {
  test("learns that nobody is there", async () => {
    await expect(askDaemon(join(folder, "none.sock"), { ask: "status" })).rejects.toThrow(/No client is running here/);
  });

  test.each([
    ["nothing", "", /ended without an answer/],
    ["nonsense", "what?\n", /gave no usable answer/],
  ])("learns that there came %s", async (_, text, complaint) => {
    const other = join(folder, "other.sock");
    const fake = createServer((socket) => socket.end(text)).listen(other);
    await once(fake, "listening");
    await expect(askDaemon(other, { ask: "status" })).rejects.toThrow(complaint);
    fake.close();
  });

  test("does not wait for ever", async () => {
    const other = join(folder, "silent.sock");
    const fake = createServer(() => undefined).listen(other);
    await once(fake, "listening");
    await expect(askDaemon(other, { ask: "status" }, 100)).rejects.toThrow(/no answer within 0.1 s/);
    fake.close();
  });
});
