// GET /events of the portal, connected again and again: a stream ends by itself now and then, and a laptop that slept
// or changed its network has one that nobody speaks into any more.

import { type EventSourceMessage, EventSourceParserStream } from "eventsource-parser/stream";
import { accountSlug } from "~/account.ts";
import { markSignedOut, untilSignedIn } from "./session.ts";

const RETRY_MS = 2_000;
/** The portal says something every 15 seconds at least. */
const SILENCE_MS = 35_000;
const LOOK_MS = 5_000;
const UNAUTHORIZED = 401;

export interface StreamListener {
  /** A stream is there; what happened before it is not told. */
  readonly onOpen: () => void;
  readonly onEvent: (event: EventSourceMessage) => void;
  /** It ended, was cut, could not be opened; `isOverdue`: nothing was heard for longer than the portal is ever silent. */
  readonly onLost: (isOverdue: boolean) => void;
}

/** Listens until the signal comes. */
export async function listenToEvents(signal: AbortSignal, listener: StreamListener): Promise<void> {
  while (!signal.aborted) {
    const silence = new AbortController();
    await listenOnce(AbortSignal.any([signal, silence.signal]), () => silence.abort(), listener);
    listener.onLost(silence.signal.aborted);
    if (!silence.signal.aborted) await pause(RETRY_MS);
    await untilSignedIn(signal);
  }
}

/** Until the stream ends, however it does. */
async function listenOnce(signal: AbortSignal, giveUp: () => void, listener: StreamListener): Promise<void> {
  // The clock on the wall: others stand still while the machine sleeps.
  let heardAt = Date.now();
  const look = () => {
    if (Date.now() - heardAt > SILENCE_MS) giveUp();
  };
  const timer = window.setInterval(look, LOOK_MS);
  // Timers of a page in the background come late.
  document.addEventListener("visibilitychange", look);
  try {
    const answer = await fetch("/events", { headers: { "x-account": accountSlug }, signal });
    if (answer.status === UNAUTHORIZED) markSignedOut();
    if (!answer.ok || !answer.body) return;
    const hearing = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        heardAt = Date.now();
        controller.enqueue(bytes);
      },
    });
    listener.onOpen();
    const events = answer.body
      .pipeThrough(hearing)
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const event of events) listener.onEvent(event);
  } catch {
    // Cut off, or given up: whoever listens is told that it is lost, and the loop tries again.
  } finally {
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
