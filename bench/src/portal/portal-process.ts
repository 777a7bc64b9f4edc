import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { PROGRAMS } from "@fz/lab";
import { Child } from "./child.ts";
import type { Target } from "./device.ts";

const START_MS = 60_000;

/** Where a portal keeps its data. */
export type Store = { readonly url: string } | { readonly folder: string };

/** The portal as it is run in production, but for the budget of the one API client that makes all the changes. */
export class PortalProcess implements AsyncDisposable {
  readonly target: Target;
  readonly child: Child;

  private constructor(target: Target, child: Child) {
    this.target = target;
    this.child = child;
  }

  /** `nodeOptions`: flags for Node, such as `--cpu-prof`. */
  static async start(
    target: Target,
    store: Store,
    folder: string,
    nodeOptions: readonly string[],
    signal: AbortSignal,
  ): Promise<PortalProcess> {
    const data = "folder" in store ? ["--data", store.folder] : [];
    const listen = `${target.host}:${target.port}`;
    const env = {
      API_CAPACITY: "1000000",
      API_REFILL_RATE: "1000000",
      ...("url" in store ? { DATABASE_URL: store.url } : {}),
    };
    const words = [...nodeOptions, PROGRAMS.portal, "--listen", listen, ...data, "serve"];
    const portal = new PortalProcess(target, new Child(words, env, join(folder, "portal.log")));
    await portal.child.until(() => portal.#isReady(), START_MS, signal);
    return portal;
  }

  /** Text of a page; undefined where there is no answer yet. */
  async get(path: string): Promise<string | undefined> {
    try {
      const answer = await fetch(`http://${this.target.host}:${this.target.port}${path}`);
      return answer.ok ? await answer.text() : undefined;
    } catch (error) {
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }

  async metrics(): Promise<string> {
    const text = await this.get("/metrics");
    if (text === undefined) throw new Error("the portal gives no metrics");
    return text;
  }

  async #isReady(): Promise<boolean> {
    return (await this.get("/readyz")) !== undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.child[Symbol.asyncDispose]();
  }
}

export async function freeTarget(): Promise<Target> {
  const host = "127.0.0.1";
  const probe = createServer().listen(0, host);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return { host, port: address.port };
}
