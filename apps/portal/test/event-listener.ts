import type { RunningPortal } from "./running-portal.ts";

export interface HeardEvent {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the portal sends
  readonly data: any;
}

/** Someone who listens to `/events` of the account. */
export class EventListener implements AsyncDisposable {
  readonly heard: HeardEvent[] = [];
  readonly #stop = new AbortController();

  static async open(running: RunningPortal, token: string): Promise<EventListener> {
    const listener = new EventListener();
    const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
    const answer = await fetch(`${running.url}/events`, { headers, signal: listener.#stop.signal });
    if (!answer.ok || !answer.body) throw new Error(`no stream: ${answer.status}`);
    void listener.#read(answer.body.pipeThrough(new TextDecoderStream())).catch((error: unknown) => {
      if (!listener.#stop.signal.aborted) throw error;
    });
    return listener;
  }

  /** What was heard of that event so far. */
  of(event: string): HeardEvent[] {
    return this.heard.filter((one) => one.event === event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
  }

  async #read(stream: ReadableStream<string>): Promise<void> {
    let text = "";
    for await (const chunk of stream) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        if (event !== undefined) this.heard.push({ event, data: JSON.parse(data) });
      }
    }
  }
}
