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

/** What becomes of the reports of the tunnel: they wait on disk until the portal has taken them. */
export class FlowLogs {
  readonly #spool: FlowSpool;
  readonly #uploader: FlowUploader;
  readonly #log: Log;

  /**
   * @param way how the portal is reached: by sockets that bypass the tunnel
   * @throws where what an earlier run left cannot be read
   */
  constructor(stateFolder: string, way: Way, log: Log) {
    this.#spool = new FlowSpool(join(stateFolder, FOLDER), MAX_BYTES, Date.now());
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
