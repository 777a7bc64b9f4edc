import { ExitError } from "@fz/program";
import { describe, expect, test } from "vitest";
import { clientConfig, VARIABLES } from "./config.ts";
import { ALL_SETTINGS, INERT_SETTINGS } from "./settings.ts";

describe("the settings", () => {
  test("have the defaults of the stock client", () => {
    expect(clientConfig({})).toMatchObject({
      apiUrl: "wss://api.firezone.dev/",
      tokenPath: "/etc/dev.firezone.client/token",
      dnsControl: "systemd-resolved",
      internetResourceActive: false,
      maxPartitionTime: undefined,
      healthAddress: undefined,
      logFormat: "human",
      logLevel: "info",
      flags: { mapEnobufsToWouldblock: true },
    });
  });

  test("are taken as they are given, blanks around them cut off; empty ones count as unset", () => {
    const config = clientConfig({
      FIREZONE_API_URL: " ws://127.0.0.1:8081 ",
      FIREZONE_NAME: "",
      FIREZONE_DNS_CONTROL: "etc-resolv-conf",
      FIREZONE_ACTIVATE_INTERNET_RESOURCE: "1",
      MAX_PARTITION_TIME: "1day 12h",
      RUST_LOG: "connlib=trace,debug",
      FIREZONE_UDP_SEND_BUFFER_SIZE: "65536",
      FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: "false",
      FZFF_SOMETHING_NEW: "true",
    });
    expect(config).toMatchObject({
      apiUrl: "ws://127.0.0.1:8081",
      name: undefined,
      dnsControl: "etc-resolv-conf",
      internetResourceActive: true,
      maxPartitionTime: 36 * 3_600_000,
      logLevel: "debug",
      buffers: { sendBufferBytes: 65_536 },
      flags: { mapEnobufsToWouldblock: false },
    });
  });

  test.each([
    [{ FIREZONE_API_URL: "ftp://portal" }, 'FIREZONE_API_URL "ftp://portal" is no URL like wss://api.example.com'],
    [{ FIREZONE_DNS_CONTROL: "magic" }, 'FIREZONE_DNS_CONTROL "magic" is none of systemd-resolved, etc-resolv-conf'],
    [{ MAX_PARTITION_TIME: "30" }, 'MAX_PARTITION_TIME "30" is no duration; write it like 24h or 30min'],
    [{ FIREZONE_ACTIVATE_INTERNET_RESOURCE: "maybe" }, "is neither true nor false"],
    [{ RUST_LOG: "loud" }, 'RUST_LOG "loud" is no level'],
    [{ FIREZONE_LOG_FORMAT: "xml" }, "is neither human nor json"],
    [{ FIREZONE_UDP_RECV_BUFFER_SIZE: "0" }, "is not between 1 and"],
    [{ FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: "x" }, "FZFF_MAP_ENOBUFS_TO_WOULDBLOCK"],
  ])("that cannot be used are named: %j", (variables, complaint) => {
    expect(() => clientConfig(variables)).toThrow(ExitError);
    expect(() => clientConfig(variables)).toThrow(complaint);
  });

  test("are all named at once", () => {
    expect(() => clientConfig({ RUST_LOG: "loud", MAX_PARTITION_TIME: "x" })).toThrow(/MAX_PARTITION_TIME.*; RUST_LOG/);
  });

  test("are all in the help, and the help has no others", () => {
    const inert: string[] = INERT_SETTINGS.map(({ variable }) => variable);
    const documented = ALL_SETTINGS.map(({ variable }) => variable).filter((variable) => !inert.includes(variable));
    const known = [...VARIABLES, "FZFF_MAP_ENOBUFS_TO_WOULDBLOCK"].filter((variable) => variable !== "FIREZONE_TOKEN");
    expect(documented.sort()).toEqual(known.sort());
  });
});
