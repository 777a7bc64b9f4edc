import type { Client } from "pg";

const AGAIN_MS = 1_000;

/**
 * Keeps a connection listening, whatever becomes of the server, until the returned function is called. It notifies after
 * each (re)connection, too, since anything may have been missed. Rejects where there is no connection to begin with.
 */
export async function listenForever(
  newClient: () => Client,
  channel: string,
  notified: () => void,
): Promise<() => Promise<void>> {
  let isClosed = false;
  let client = newClient();
  let timer: NodeJS.Timeout | undefined;
  const listen = async () => {
    client.on("notification", () => notified());
    // Of a client that breaks, as of one that never came about, the end is told as well: it alone leads to the next one.
    client.on("error", () => undefined);
    client.once("end", () => {
      if (!isClosed) timer = setTimeout(listenAgain, AGAIN_MS);
    });
    await client.connect();
    await client.query(`listen ${channel}`);
    notified();
  };
  const listenAgain = () => {
    const next = newClient();
    client = next;
    listen().catch(() => next.end());
  };
  const close = async () => {
    isClosed = true;
    clearTimeout(timer);
    await client.end();
  };
  try {
    await listen();
    return close;
  } catch (error) {
    await close();
    throw error;
  }
}
