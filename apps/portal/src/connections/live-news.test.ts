import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Change, ChangeListener } from "../changes/feed.ts";
import { LocalCluster } from "../cluster/local.ts";
import { LiveNews } from "./live-news.ts";
import { ReportIntake } from "./report-intake.ts";
import { ConnectionReports } from "./reports.ts";

const ACCOUNT = "lumen";
const OTHER = "acme";
const CLIENT = { accountId: ACCOUNT, id: "client" };
const RELAY = {
  tokenId: "token",
  stampSecret: "secret",
  name: null,
  version: null,
  ipv4: "203.0.113.7",
  ipv6: null,
  port: 3478,
  remoteIp: "203.0.113.7",
  region: null,
  city: null,
  joinedAt: 0,
  location: null,
};
const ignore = () => undefined;

let cluster: LocalCluster;
let news: LiveNews;
let commit: ChangeListener;
/** What was told, as "after how many ms: account event …". */
let told: string[];

beforeEach(() => {
  vi.useFakeTimers();
  const begin = Date.now();
  cluster = new LocalCluster();
  news = new LiveNews(cluster, {
    onChanges: (listener) => {
      commit = listener;
      return ignore;
    },
  });
  told = [];
  news.onNews((accountId, one) => {
    const what = one.event === "presence" ? `${one.object} ${one.id} ${one.online ? "came" : "left"}` : one.event;
    told.push(`${Date.now() - begin}: ${accountId} ${what}`);
  });
});
const ofPresence = () => told.filter((line) => !line.endsWith("connections"));
afterEach(() => {
  news.close();
  vi.useRealTimers();
});

describe("presence", () => {
  test("is told of who stays, and of who stays away", () => {
    const leave = cluster.joinClient(CLIENT, ignore);
    vi.advanceTimersByTime(5_000);
    leave();
    vi.advanceTimersByTime(5_000);
    expect(ofPresence()).toEqual(["250: lumen clients client came", "7000: lumen clients client left"]);
  });

  test("says nothing of a device that joins again, with a pause or without", () => {
    cluster.joinClient(CLIENT, ignore)();
    vi.advanceTimersByTime(5_000);
    expect(ofPresence()).toEqual([]);
    let leave = cluster.joinClient(CLIENT, ignore);
    vi.advanceTimersByTime(5_000);
    told = [];
    leave();
    vi.advanceTimersByTime(1_900);
    leave = cluster.joinClient(CLIENT, ignore);
    vi.advanceTimersByTime(100);
    const former = leave;
    leave = cluster.joinClient(CLIENT, ignore);
    former();
    vi.advanceTimersByTime(10_000);
    expect(ofPresence()).toEqual([]);
    expect(cluster.isClientOnline(ACCOUNT, CLIENT.id)).toBe(true);
  });

  test("changes connections as well", () => {
    cluster.joinClient(CLIENT, ignore);
    vi.advanceTimersByTime(5_000);
    expect(told.at(-1)).toBe("350: lumen connections");
  });

  test("is looked at through its connections before it is news that a device is away", () => {
    const leave = cluster.joinClient(CLIENT, ignore);
    vi.advanceTimersByTime(5_000);
    told = [];
    leave();
    vi.advanceTimersByTime(600);
    expect(told).toEqual(["5600: lumen connections"]);
  });
});

describe("what is gathered", () => {
  test("is told at once, and once a second at most, in each account", () => {
    for (let i = 0; i < 25; i++) {
      news.connectionsChanged(ACCOUNT);
      if (i === 12) news.connectionsChanged(OTHER);
      if (i === 12) news.denied(ACCOUNT);
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual([
      "100: lumen connections",
      "1100: lumen connections",
      "1300: acme connections",
      "1300: lumen denials",
      "2100: lumen connections",
      "3100: lumen connections",
    ]);
  });

  test("waits longer for figures, but not where a connection came or went meanwhile", () => {
    news.figuresChanged(ACCOUNT);
    vi.advanceTimersByTime(6_000);
    news.figuresChanged(ACCOUNT);
    news.connectionsChanged(ACCOUNT);
    news.figuresChanged(ACCOUNT);
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual(["5000: lumen connections", "6100: lumen connections"]);
  });

  test("is told again when a report that has to come is overdue, unless the device left", () => {
    const reporter = { accountId: ACCOUNT, kind: "client", id: "client" } as const;
    const context = { connectionReports: new ConnectionReports(15), liveNews: news, now: Date.now };
    const intake = new ReportIntake(context, reporter, pino({ level: "silent" }));
    const one = { peer_id: "gateway", path: "direct", rtt_ms: 3, bytes_sent: 0, bytes_received: 0 } as const;
    intake.take({ connections: [one] }, () => true);
    vi.advanceTimersByTime(100_000);
    expect(told).toEqual(["100: lumen connections", "45101: lumen connections"]);
    told = [];
    intake.take({ connections: [{ ...one, bytes_sent: 9 }] }, () => true);
    vi.advanceTimersByTime(10_000);
    intake.end();
    vi.advanceTimersByTime(100_000);
    expect(told).toEqual(["105000: lumen connections"]);
  });

  test("is also grants that end", () => {
    const change: Change = {
      xid: 1n,
      accountId: ACCOUNT,
      object: "policy_authorizations",
      operation: "delete",
      before: {},
      after: null,
    };
    commit([change, { ...change, object: "policies", accountId: OTHER }]);
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual(["100: lumen connections"]);
  });
});

test("relays that come and go, and their tokens, are news of every account", () => {
  const relay = { ...RELAY, id: "relay" };
  const leave = cluster.joinRelay(relay);
  vi.advanceTimersByTime(5_000);
  leave();
  vi.advanceTimersByTime(5_000);
  const made = {
    xid: 1n,
    accountId: null,
    object: "relay_tokens",
    operation: "insert",
    before: null,
    after: {},
  } as const;
  commit([made]);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual(["100: null relays", "5100: null relays", "10100: null relays"]);
});

test("nothing is told once it is closed", () => {
  news.connectionsChanged(ACCOUNT);
  const leave = cluster.joinClient(CLIENT, ignore);
  news.close();
  leave();
  news.figuresChanged(ACCOUNT);
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([]);
});
