// The daemon's control socket: one JSON request per line, one JSON answer per line.
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { ExitError } from "@fz/program";
import { z } from "zod";

export const requestSchema = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("status") }),
  z.object({ ask: z.literal("set-internet-resource"), active: z.boolean() }),
  z.object({ ask: z.literal("roam") }),
]);
export type Request = z.output<typeof requestSchema>;

const reply = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ok"), value: z.unknown() }),
  z.object({ type: z.literal("error"), message: z.string() }),
]);

const LONGEST_LINE = 64 << 10;

export class IpcServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Only root may connect. @throws ExitError where another daemon listens there */
  static async listen(path: string, answer: (request: Request) => Promise<unknown>): Promise<IpcServer> {
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    if (await isListening(path)) throw new ExitError(`Another client is running: it listens on ${path}.`);
    rmSync(path, { force: true });
    const server = createServer((socket) => serve(socket, answer));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
    return new IpcServer(server);
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Asks the running daemon. @throws ExitError where none runs or it refuses */
export async function askDaemon(path: string, request: Request): Promise<unknown> {
  const socket = connect(path);
  try {
    const line = await new Promise<string>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("the daemon gave no answer")));
      createInterface({ input: socket }).once("line", resolve).on("error", reject);
      socket.write(`${JSON.stringify(request)}\n`);
    });
    const parsed = reply.parse(JSON.parse(line));
    if (parsed.type === "error") throw new ExitError(parsed.message);
    return parsed.value;
  } catch (error) {
    if (error instanceof ExitError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExitError(`No client answers on ${path} (${reason}). Is it running, and are you root?`);
  } finally {
    socket.destroy();
  }
}

function serve(socket: Socket, answer: (request: Request) => Promise<unknown>): void {
  socket.on("error", () => socket.destroy());
  const lines = createInterface({ input: socket });
  lines.on("line", (line) => {
    void handle(line, answer).then((response) => socket.write(`${JSON.stringify(response)}\n`));
  });
}

async function handle(line: string, answer: (request: Request) => Promise<unknown>): Promise<z.output<typeof reply>> {
  if (line.length > LONGEST_LINE) return { type: "error", message: "the request is too long" };
  try {
    const request = requestSchema.parse(JSON.parse(line));
    return { type: "ok", value: await answer(request) };
  } catch (error) {
    return { type: "error", message: error instanceof Error ? error.message : String(error) };
  }
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}
