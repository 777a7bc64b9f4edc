import { connect, type Socket } from "node:net";
import { ExitError } from "@fz/program";
import { type Answer, AnswerSchema, type Request } from "./messages.ts";

const PATIENCE = 10_000;

/** Asks the running daemon. @throws ExitError where none runs or it refuses */
export async function askDaemon(path: string, request: Request, patience = PATIENCE): Promise<unknown> {
  const answer = await converse(path, request, patience);
  if (answer.type === "error") throw new ExitError(`The client refused: ${answer.message}`);
  return answer.value;
}

async function converse(path: string, request: Request, patience: number): Promise<Answer> {
  const socket = connect(path);
  try {
    socket.setTimeout(patience, () => socket.destroy(new Error(`no answer within ${patience / 1000} s`)));
    socket.write(`${JSON.stringify(request)}\n`);
    return AnswerSchema.parse(JSON.parse(await firstLine(socket)));
  } catch (error) {
    throw new ExitError(`${reasonOf(error)} (${path}).`);
  } finally {
    socket.destroy();
  }
}

async function firstLine(socket: Socket): Promise<string> {
  let received = "";
  socket.setEncoding("utf8");
  for await (const part of socket as AsyncIterable<string>) {
    received += part;
    const end = received.indexOf("\n");
    if (end >= 0) return received.slice(0, end);
  }
  throw new Error("it ended without an answer");
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ECONNREFUSED") return "No client is running here; start it, or give its --socket";
  if (code === "EACCES") return "Only root may ask the client";
  return `The client gave no usable answer: ${error instanceof Error ? error.message : String(error)}`;
}
