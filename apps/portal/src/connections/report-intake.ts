import { type ConnectionReport, MAX_REPORTED_CONNECTIONS } from "@fz/wire";
import type { Logger } from "pino";
import type { PortalConfig } from "../config.ts";
import type { Context } from "../context.ts";
import type { Reporter } from "./reports.ts";

type Surroundings = Pick<Context, "connectionReports" | "liveNews" | "now">;

/** The part of `init` that asks devices to report; nothing where reports are off. */
export function askForReports({
  connectionReportsIntervalSecs: seconds,
}: Pick<PortalConfig, "connectionReportsIntervalSecs">) {
  return seconds === 0 ? {} : { connection_reports: { interval_seconds: seconds } };
}

/** What one device's channel takes of its reports. */
export class ReportIntake {
  readonly #context: Surroundings;
  readonly #reporter: Reporter;
  readonly #log: Logger;
  #hasWarned = false;
  /** When a report is overdue, its figures are other ones: none. */
  #overdue: NodeJS.Timeout | undefined;

  constructor(context: Surroundings, reporter: Reporter, log: Logger) {
    this.#context = context;
    this.#reporter = reporter;
    this.#log = log;
  }

  /** A device may speak of those it may be connected with; what it says of others is passed over. */
  take({ connections }: ConnectionReport, isPeer: (id: string) => boolean): void {
    const { connectionReports, liveNews, now } = this.#context;
    const own = connections.filter(
      ({ peer_id }) => isPeer(peer_id) || connectionReports.names(this.#reporter, peer_id),
    );
    if (own.length < connections.length) this.#warn(connections.length - own.length);
    const report = { connections: own, isFull: connections.length === MAX_REPORTED_CONNECTIONS };
    if (connectionReports.put(this.#reporter, report, now()) === "connections")
      liveNews.connectionsChanged(this.#reporter.accountId);
    else liveNews.figuresChanged(this.#reporter.accountId);
    clearTimeout(this.#overdue);
    if (!connectionReports.owesReport(this.#reporter)) return;
    const tell = () => liveNews.connectionsChanged(this.#reporter.accountId);
    this.#overdue = setTimeout(tell, connectionReports.overdueMs + 1);
  }

  /** The device left. */
  end(): void {
    clearTimeout(this.#overdue);
    this.#context.connectionReports.drop(this.#reporter);
  }

  /** Once: a grant that just ended is no reason to warn again and again. */
  #warn(count: number): void {
    if (!this.#hasWarned) this.#log.warn({ count }, "connections were reported with devices that it has no access to");
    this.#hasWarned = true;
  }
}
