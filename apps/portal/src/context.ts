import type { FlowLogsConfig } from "@fz/wire";
import type { Logger } from "pino";
import { RecentDenials } from "./access/denials.ts";
import { LiveAccounts } from "./accounts/live-accounts.ts";
import { UsageWatch } from "./accounts/usage-watch.ts";
import { ChangeSealer } from "./audit/sealer.ts";
import { createWebBuckets, type WebBuckets } from "./auth/limits.ts";
import { Discoveries } from "./auth/oidc/relying-party.ts";
import { Seal } from "./auth/seal.ts";
import { ChangeFeed } from "./changes/feed.ts";
import { propagate } from "./changes/propagation.ts";
import { Roster } from "./channels/roster.ts";
import { startRounds } from "./channels/rounds.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { LocalCluster } from "./cluster/local.ts";
import type { PortalConfig } from "./config.ts";
import { LiveConnections } from "./connections/live-connections.ts";
import { LiveNews } from "./connections/live-news.ts";
import { ConnectionReports } from "./connections/reports.ts";
import { type Database, type Db, openDatabase } from "./database/database.ts";
import { createDeviceQueries, type DeviceQueries } from "./devices/device-queries.ts";
import { SessionWriter } from "./devices/session-writer.ts";
import { readPskBase } from "./devices/store.ts";
import { OfferedPackages } from "./downloads/packages.ts";
import { createIngestBuckets, type IngestBuckets } from "./flow-logs/ingest-limits.ts";
import { FlowLogPartitions } from "./flow-logs/partitions.ts";
import { type FindPlace, openGeoDatabase } from "./http/geo-database.ts";
import { TokenBuckets } from "./http/token-bucket.ts";
import { createMail, type Mail } from "./mail/mail.ts";
import { createLog, STDOUT } from "./ops/log.ts";
import { createMetrics, type Metrics } from "./ops/metrics.ts";
import { createOutbound } from "./outbound/outbound-fetch.ts";
import { installationKey } from "./tokens/keys.ts";
import { TokenMint } from "./tokens/token-mint.ts";

const PSK_BASES_KEPT = 10_000;

/** Everything a part of the portal may need, built once. */
export interface Context {
  readonly config: PortalConfig;
  readonly log: Logger;
  readonly database: Database;
  readonly db: Db;
  readonly tokens: TokenMint;
  readonly cluster: Cluster;
  readonly feed: ChangeFeed;
  readonly accounts: LiveAccounts;
  readonly roster: Roster;
  readonly metrics: Metrics;
  readonly socketBuckets: TokenBuckets;
  readonly apiBuckets: TokenBuckets;
  /** By session. */
  readonly sessionBuckets: TokenBuckets;
  readonly ingestBuckets: IngestBuckets;
  readonly flowLogPartitions: FlowLogPartitions;
  readonly flowLogs: FlowLogsConfig;
  readonly mail: Mail;
  /** Epoch milliseconds. */
  now(): number;
  pskBase(accountId: string, deviceId: string): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
  /** For every URL that comes from an account's settings. */
  readonly outboundFetch: typeof fetch;
  /** Makes and reads what cookies and links carry. */
  readonly seal: Seal;
  readonly webBuckets: WebBuckets;
  readonly discoveries: Discoveries;
  readonly deviceQueries: DeviceQueries;
  readonly sessionWriter: SessionWriter;
  readonly findPlace: FindPlace;
  readonly denials: RecentDenials;
  readonly liveNews: LiveNews;
  readonly connectionReports: ConnectionReports;
  readonly liveConnections: LiveConnections;
  /** What other machines may fetch from here. */
  readonly packages: OfferedPackages;
}

export interface ContextOptions {
  readonly log?: Logger | undefined;
  readonly now?: (() => number) | undefined;
}

/**
 * Tests, the demo and the command line build the same context. Where it cannot be built, as when it is closed, what was
 * opened is closed, whatever of it fails to. Throws DatabaseUnavailable.
 */
export async function createContext(config: PortalConfig, options: ContextOptions = {}): Promise<Context> {
  await using opened = new AsyncDisposableStack();
  const log = options.log ?? createLog(config.logLevel, STDOUT);
  const now = options.now ?? Date.now;
  const findPlace = await openGeoDatabase(config.geoDatabase);
  const database = await openDatabase(config.database);
  opened.defer(() => database.close());
  const { db } = database;
  const feed = new ChangeFeed(database, log);
  opened.defer(() => feed.close());
  const roster = new Roster();
  const accounts = new LiveAccounts(db, feed, (accountId, error) => {
    log.error({ error, accountId }, "the account's changes cannot be followed; its devices reconnect");
    roster.closeAccount(accountId);
  });
  const cluster = new LocalCluster();
  const liveNews = new LiveNews(cluster, feed);
  opened.defer(() => liveNews.close());
  const connectionReports = new ConnectionReports(config.connectionReportsIntervalSecs);
  const metrics = createMetrics(() => roster.counts());
  const outbound = createOutbound({ allowedNetworks: config.outboundAllowedNetworks });
  opened.defer(() => outbound.close());
  feed.onChanges((changes) => {
    const end = metrics.propagation.startTimer();
    propagate({ accounts, roster, log, now }, changes);
    end();
  });
  const sealer = new ChangeSealer(database, log);
  opened.defer(() => sealer.close());
  feed.onChanges(() => sealer.poke());
  await feed.start();
  sealer.poke();
  const mail = await createMail(config.mail, { database, log, now });
  opened.defer(() => mail.close());
  const usage = new UsageWatch({ db, mail, now }, log);
  opened.defer(() => usage.close());
  feed.onChanges((changes) => usage.notice(changes));
  // Who connects may be one more that is active this month.
  const sessionWriter = new SessionWriter(db, log, (accountId) => {
    usage.countSoon(accountId);
    liveNews.sessionsWritten(accountId);
  });
  opened.defer(() => sessionWriter.close());
  opened.defer(() => {
    for (const channel of [...roster.open()]) channel.close();
  });
  opened.defer(announceRelays(cluster, roster, config.relayPresenceDebounceMs));
  opened.defer(startRounds(roster, log, now));
  const tokens = new TokenMint(...(await tokenSecrets(db, config)));
  const seal = new Seal(await installationKey(db, "cookies"), now);
  const running = opened.move();
  return {
    config,
    log,
    database,
    db,
    tokens,
    cluster,
    feed,
    accounts,
    roster,
    metrics,
    socketBuckets: new TokenBuckets(),
    apiBuckets: new TokenBuckets(),
    sessionBuckets: new TokenBuckets(),
    ingestBuckets: createIngestBuckets(),
    flowLogPartitions: new FlowLogPartitions(db),
    flowLogs: {
      api_url: config.flowLogs.apiUrl,
      upload_interval_secs: config.flowLogs.uploadIntervalSecs,
      upload_batch_size: config.flowLogs.uploadBatchSize,
    },
    mail,
    now,
    pskBase: pskBases(db),
    seal,
    webBuckets: createWebBuckets(),
    discoveries: new Discoveries(),
    close: () => running.disposeAsync(),
    outboundFetch: outbound.fetch,
    deviceQueries: createDeviceQueries(db),
    sessionWriter,
    findPlace,
    denials: new RecentDenials(),
    liveNews,
    connectionReports,
    packages: new OfferedPackages(config.packagesFolder),
    liveConnections: new LiveConnections({ db, cluster, accounts, reports: connectionReports, now }),
  };
}

async function tokenSecrets(db: Db, { tokenSecret }: PortalConfig): Promise<[string, string]> {
  if (tokenSecret) return [tokenSecret.keyBase, tokenSecret.salt];
  return [Buffer.from(await installationKey(db, "tokens")).toString("base64"), ""];
}

/** Devices hear of relays that came or went once things have been calm for a moment. */
function announceRelays(cluster: Cluster, roster: Roster, debounceMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const unsubscribe = cluster.onRelaysChanged(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const device of roster.devices()) device.relaysChanged();
    }, debounceMs);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

/** Bases of pre-shared keys never change, so they are read once. */
function pskBases(db: Db): Context["pskBase"] {
  const known = new Map<string, Uint8Array>();
  return async (accountId, deviceId) => {
    const key = `${accountId}/${deviceId}`;
    const base = known.get(key) ?? (await readPskBase(db, accountId, deviceId));
    if (known.size >= PSK_BASES_KEPT) known.clear();
    if (base) known.set(key, base);
    return base;
  };
}
