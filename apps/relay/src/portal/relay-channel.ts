import { type Fatal, PARTITION_BUDGET, PortalChannel } from "@fz/portal-channel";
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
  channel.on("fatal", (fatal) => options.onFatal(portalFailure(fatal)));
  channel.connect();
  return channel;
}

const NEW_TOKEN = "Give it the token of a relay of that portal (FIREZONE_TOKEN): the portal's bootstrap printed one";

/** The last line of a relay that the portal does not want, or that cannot find it. */
function portalFailure({ reason, detail }: Fatal): ExitError {
  switch (reason) {
    case "unauthorized":
      return new ExitError(`the portal refuses the token (${detail}). ${NEW_TOKEN}`);
    case "token_expired":
      return new ExitError(`the token was revoked. ${NEW_TOKEN}`);
    case "join_refused":
      return new ExitError(`the portal does not let this relay in: ${detail}`);
    case "retries_exhausted":
      return new ExitError(`the portal could not be reached for too long: ${detail}`);
  }
}
