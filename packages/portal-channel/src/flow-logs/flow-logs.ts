import { join } from "node:path";
import type { FlowReport } from "@fz/tunnel";
import type { FlowLogsConfig } from "@fz/wire";
import type { Way } from "../connect.ts";
import type { Log } from "../portal-channel.ts";
import { flowRecord } from "./record.ts";
import { FlowSpool } from "./spool.ts";
import { FlowUploader } from "./uploader.ts";

const FOLDER = "flow-logs";
const MAX_BYTES = 64_000_000;

export interface FlowLogsOptions {
  readonly stateFolder: string;
  /** URL of the portal that the device is connected to: flow logs of one portal never go to another. */
  readonly portal: string;
  /** How the portal is reached: by sockets that bypass the tunnel. */
  readonly way: Way;
  readonly log: Log;
}

/** What becomes of the reports of the tunnel: they wait on disk until the portal has taken them. */
export class FlowLogs {
  readonly #spool: FlowSpool;
  readonly #uploader: FlowUploader;
  readonly #log: Log;

  /** @throws where what an earlier run left cannot be read */
  constructor({ stateFolder, portal, way, log }: FlowLogsOptions) {
    const folder = join(stateFolder, FOLDER);
    this.#spool = new FlowSpool({ folder, portal, maxBytes: MAX_BYTES, now: Date.now() });
    this.#uploader = new FlowUploader(this.#spool, way, log);
    this.#log = log;
  }

  configure(config: FlowLogsConfig): void {
    this.#uploader.configure(config);
  }

  add(reports: readonly FlowReport[]): void {
    const byToken = Map.groupBy(reports, ({ token }) => token);
    try {
      for (const [token, ofToken] of byToken) this.#spool.add(token, ofToken.map(flowRecord));
    } catch (error) {
      this.#log.warn({ error: String(error), reports: reports.length }, "flow logs could not be written down");
    }
  }

  async close(): Promise<void> {
    await this.#uploader.close();
    this.#spool.close();
  }
}
