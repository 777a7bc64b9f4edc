import { PARTITION_BUDGET, PortalChannel } from "@fz/portal-channel";
import { ExitError, userAgent } from "@fz/program";
import { relayQuery } from "@fz/wire";
import type { Logger } from "pino";
import type { Configuration } from "../configuration.ts";

export interface RelayChannelOptions {
  readonly portal: NonNullable<Configuration["portal"]>;
  readonly addresses: Configuration["addresses"];
  readonly listenPort: number;
  readonly name: string | undefined;
  readonly stampSecret: string;
  readonly log: Logger;
  /** The portal will not have this relay, or was away for too long. */
  onFatal(error: Error): void;
}

/** Tells the portal where this relay is and with which secret it checks credentials; that is all there is to say. */
export function joinPortal(options: RelayChannelOptions): PortalChannel<"relay"> {
  const { portal, addresses, listenPort, name, stampSecret, log } = options;
  const channel = new PortalChannel({
    topic: "relay",
    base: portal.url,
    token: portal.token,
    query: relayQuery({ name, ...addresses, port: listenPort }),
    userAgent: userAgent("relay"),
    joinPayload: { stamp_secret: stampSecret },
    budget: PARTITION_BUDGET.relay,
    log,
  });
  channel.on("joined", () => log.info({ portal: portal.url }, "joined the portal"));
  channel.on("fatal", ({ reason, detail }) =>
    options.onFatal(new ExitError(`the portal refused us: ${reason} (${detail})`)),
  );
  channel.connect();
  return channel;
}
