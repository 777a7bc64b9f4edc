import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitError } from "@fz/program";
import { expect, test } from "vitest";
import { parseCommandLine } from "./command-line.ts";
import { gatewayConfig } from "./config.ts";
import { takeToken } from "./token.ts";

const HOUR = 3_600_000;

test("without any setting the defaults hold", () => {
  expect(gatewayConfig({}, "t")).toEqual({
    apiUrl: "wss://api.firezone.dev/",
    token: "t",
    name: undefined,
    deviceId: undefined,
    stateFolder: "/var/lib/firezone",
    maxPartitionTime: 24 * HOUR,
    healthAddress: "0.0.0.0:8080",
    logFormat: "human",
    logLevel: "info",
    dnsProbeName: "firezone.dev",
    buffers: {},
    flags: { mapEnobufsToWouldblock: true },
  });
});

test("every variable is taken; empty ones count as unset", () => {
  const config = gatewayConfig(
    {
      FIREZONE_API_URL: "https://portal.example",
      FIREZONE_NAME: "basel",
      FIREZONE_ID: "",
      FIREZONE_STATE_DIR: "/srv/gateway",
      FIREZONE_MAX_PARTITION_TIME: "1day 2h",
      HEALTH_CHECK_ADDR: "[::1]:9000",
      FIREZONE_LOG_FORMAT: "json",
      RUST_LOG: "wire=trace,debug",
      FIREZONE_DNS_PROBE_NAME: "office.example",
      FIREZONE_UDP_SEND_BUFFER_SIZE: "65536",
      FIREZONE_UDP_RECV_BUFFER_SIZE: " ",
      FZFF_MAP_ENOBUFS_TO_WOULDBLOCK: "0",
    },
    "t",
  );
  expect(config).toMatchObject({
    apiUrl: "https://portal.example",
    name: "basel",
    deviceId: undefined,
    stateFolder: "/srv/gateway",
    maxPartitionTime: 26 * HOUR,
    healthAddress: "[::1]:9000",
    logFormat: "json",
    logLevel: "debug",
    dnsProbeName: "office.example",
    buffers: { sendBufferBytes: 65_536 },
    flags: { mapEnobufsToWouldblock: false },
  });
});

test.each([
  ["FIREZONE_API_URL", "api.example"],
  ["FIREZONE_API_URL", "ftp://api.example"],
  ["FIREZONE_MAX_PARTITION_TIME", "24"],
  ["FIREZONE_LOG_FORMAT", "xml"],
  ["RUST_LOG", "loud"],
  ["FIREZONE_DNS_PROBE_NAME", "a..b"],
  ["FIREZONE_UDP_SEND_BUFFER_SIZE", "2MB"],
  ["FZFF_MAP_ENOBUFS_TO_WOULDBLOCK", "perhaps"],
])("%s=%s is refused by name, in one line", (variable, value) => {
  try {
    gatewayConfig({ [variable]: value }, "t");
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof ExitError)) throw error;
    expect(error.exitCode).toBe(78);
    expect(error.message).toContain(`${variable} "${value}"`);
    expect(error.message).not.toContain("\n");
  }
});

test("flags win over variables", () => {
  const words = ["-u", "wss://flag.example", "--no-telemetry", "--no-check", "the-token"];
  const line = parseCommandLine(words, { FIREZONE_API_URL: "wss://variable.example", FIREZONE_NAME: "basel" });
  expect(line).toMatchObject({
    token: "the-token",
    checkPrivileges: false,
    inert: ["FIREZONE_NO_TELEMETRY"],
    variables: { FIREZONE_API_URL: "wss://flag.example", FIREZONE_NAME: "basel" },
  });
  expect(parseCommandLine([], {})).toMatchObject({ token: undefined, checkPrivileges: true, inert: [] });
});

test("the token comes from the argument, the environment or the systemd credential, in this order", async () => {
  const folder = await mkdtemp(join(tmpdir(), "credentials-"));
  await writeFile(join(folder, "FIREZONE_TOKEN"), "from-credential\n");
  const environment: Record<string, string | undefined> = {
    FIREZONE_TOKEN: " from-environment\n",
    CREDENTIALS_DIRECTORY: folder,
  };
  expect(await takeToken("from-argument", { ...environment })).toBe("from-argument");
  expect(await takeToken(undefined, environment)).toBe("from-environment");
  expect(environment).toEqual({ CREDENTIALS_DIRECTORY: folder });
  expect(await takeToken(undefined, environment)).toBe("from-credential");
  await rm(folder, { recursive: true });
});

test("without a token it says where to get one", async () => {
  await expect(takeToken(undefined, {})).rejects.toThrow(/^No token: set FIREZONE_TOKEN/);
  await expect(takeToken(" ", { CREDENTIALS_DIRECTORY: "/nowhere" })).rejects.toThrow(ExitError);
});
