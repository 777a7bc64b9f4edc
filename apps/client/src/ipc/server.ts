// The daemon's control socket.
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { ExitError } from "@fz/program";
import { z } from "zod";
import { type Answer, type Request, RequestSchema } from "./messages.ts";

const FOLDER_MODE = 0o750;
const SOCKET_MODE = 0o600;
/** Of the mode of a socket as it comes into being, so that at no time anybody else may connect. */
const SOCKET_UMASK = 0o177;
const LONGEST_REQUEST = 64 << 10;

export type AnswerRequest = (request: Request) => Promise<unknown>;

export class IpcServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(answer: AnswerRequest) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      void serve(socket, answer);
    });
  }

  /** Only root may connect. @throws ExitError where another daemon listens there, or the path cannot be used */
  static async listen(path: string, answer: AnswerRequest): Promise<IpcServer> {
    if (await isListening(path)) throw new ExitError(`Another client is running: it listens on ${path}.`);
    const ipc = new IpcServer(answer);
    try {
      mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
      // A daemon that was killed leaves its socket behind.
      rmSync(path, { force: true });
      await ipc.#listen(path);
      chmodSync(path, SOCKET_MODE);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ExitError(`The control socket cannot be made (${reason}); choose another --socket.`);
    }
    return ipc;
  }

  /** Ends conversations under way as well. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #listen(path: string): Promise<void> {
    const listening = new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.once("listening", resolve);
    });
    const umask = process.umask(SOCKET_UMASK);
    // Makes the socket before it returns.
    this.#server.listen(path);
    process.umask(umask);
    await listening;
  }
}

async function serve(socket: Socket, answer: AnswerRequest): Promise<void> {
  socket.on("error", () => socket.destroy());
  socket.setEncoding("utf8");
  let pending = "";
  try {
    for await (const part of socket as AsyncIterable<string>) {
      const lines = (pending + part).split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) socket.write(`${JSON.stringify(await handle(line, answer))}\n`);
      if (pending.length > LONGEST_REQUEST) {
        const tooLong: Answer = { type: "error", message: `a request has at most ${LONGEST_REQUEST} bytes` };
        socket.end(`${JSON.stringify(tooLong)}\n`);
        return;
      }
    }
  } catch (error) {
    // Whoever asked has gone.
    socket.destroy(error instanceof Error ? error : undefined);
  }
}

async function handle(line: string, answer: AnswerRequest): Promise<Answer> {
  try {
    return { type: "ok", value: await answer(RequestSchema.parse(JSON.parse(line))) };
  } catch (error) {
    return { type: "error", message: describe(error) };
  }
}

function describe(error: unknown): string {
  if (error instanceof SyntaxError) return "a request is one line of JSON";
  if (error instanceof z.ZodError) return `this client knows no such request: ${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
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
