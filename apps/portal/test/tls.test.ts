import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { connect as connectTls } from "node:tls";
import { promisify } from "node:util";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createPortal, readConfig } from "../src/index.ts";
import { selfSigned } from "./certificates.ts";
import { FakeDevice } from "./fake-device.ts";
import { runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const run = promisify(execFile);
const CHECK_MS = 20;
const HOUR_S = 3_600;

const folder = mkdtempSync(join(tmpdir(), "portal-tls-"));
const files = (name: string) => ({ certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) });
const store = (name: string, { cert, key }: { cert: string; key: string }) => {
  writeFileSync(files(name).certFile, cert);
  writeFileSync(files(name).keyFile, key);
};
const main = selfSigned("DNS:localhost", "IP:127.0.0.1");
const other = selfSigned("DNS:other.example");
const logged: string[] = [];
let running: Awaited<ReturnType<typeof runPortal>>;

beforeAll(async () => {
  store("main", main);
  store("other", other);
  const log = pino(
    { level: "info" },
    new Writable({
      write(chunk, _encoding, done) {
        logged.push(String(chunk));
        done();
      },
    }),
  );
  const tls = { files: [files("main"), files("other")] as const, checkEveryMs: CHECK_MS };
  const httpRedirectListen = { host: "127.0.0.1", port: 0 };
  running = await runPortal({ tls, httpRedirectListen }, Date.now, log);
}, START_TIMEOUT_MS);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** With the connection that shows it, still open. */
async function shownCertificate(servername: string) {
  const socket = connectTls({ port: Number(new URL(running.url).port), servername, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  return { socket, pem: socket.getPeerX509Certificate()?.toString() };
}

async function curl(...words: string[]): Promise<string> {
  const { stdout } = await run("curl", ["-sS", "--cacert", files("main").certFile, ...words]);
  return stdout;
}

test("a foreign HTTP client is served, and told to stay with https", async () => {
  const answer = await curl("-i", `${running.url}/account`, "-H", `authorization: Bearer ${running.account.apiToken}`);
  expect(answer).toContain("HTTP/1.1 200 OK");
  expect(answer).toContain("strict-transport-security: max-age=63072000; includeSubDomains; preload");
});

test("devices connect over wss and join", async () => {
  const device = await FakeDevice.connect(running.url, "relay", running.account.relayToken, { ca: main.cert });
  expect((await device.join({ stamp_secret: "ab".repeat(32) })).event).toBe("init");
  device.close();
});

test("whoever speaks plain HTTP to the TLS port gets nothing", async () => {
  await expect(fetch(running.url.replace("https", "http"))).rejects.toThrow();
});

test("the certificate goes by the name that was asked for, and the first one is for all other names", async () => {
  for (const [name, { cert }] of [
    ["localhost", main],
    ["other.example", other],
    ["unknown.example", main],
  ] as const) {
    const { socket, pem } = await shownCertificate(name);
    socket.destroy();
    expect(pem?.trim()).toBe(cert.trim());
  }
});

test("a renewed certificate is used for new connections, and old ones live on", async () => {
  const device = await FakeDevice.connect(running.url, "relay", running.account.relayToken, { ca: main.cert });
  await device.join({ stamp_secret: "cd".repeat(32) });
  const renewed = selfSigned("DNS:localhost", "IP:127.0.0.1");
  store("main", renewed);
  await vi.waitFor(async () => {
    const { socket, pem } = await shownCertificate("localhost");
    socket.destroy();
    expect(pem?.trim()).toBe(renewed.cert.trim());
  });
  const bare = await shownCertificate("");
  bare.socket.destroy();
  expect(bare.pem?.trim()).toBe(renewed.cert.trim());
  expect((await device.heartbeat()).payload.status).toBe("ok");
  device.close();

  logged.length = 0;
  writeFileSync(files("main").certFile, "no certificate");
  await vi.waitFor(() => expect(logged.join()).toContain("the new certificate cannot be used; the old one stays"));
  const { socket, pem } = await shownCertificate("localhost");
  socket.destroy();
  expect(pem?.trim()).toBe(renewed.cert.trim());
  await new Promise((resolve) => setTimeout(resolve, 5 * CHECK_MS));
  expect(logged.filter((line) => line.includes("cannot be used"))).toHaveLength(1);
  store("main", renewed);
});

test("plain HTTP is sent on to https under the name it came by, and to nothing else", async () => {
  const port = running.redirectPort;
  const { stdout } = await run("curl", ["-sSi", `http://127.0.0.1:${port}/sites?limit=1`]);
  expect(stdout).toContain("308 Permanent Redirect");
  expect(stdout).toContain(`location: ${running.url}/sites?limit=1`);
  for (const host of ["evil.example/@x", "a b", "x@evil.example", ""]) {
    const { stdout: refused } = await run("curl", ["-sSi", `http://127.0.0.1:${port}/`, "-H", `host: ${host}`]);
    expect(refused).toContain("400 Bad Request");
    expect(refused).not.toContain("location");
  }
  const absolute = await run("curl", ["-sSi", "--request-target", "//evil.example/x", `http://127.0.0.1:${port}/`]);
  expect(absolute.stdout).toContain(`location: ${running.url}//evil.example/x`);
});

test("a start with files that do not fit together says which", async () => {
  writeFileSync(join(folder, "odd.crt"), main.cert);
  writeFileSync(join(folder, "odd.key"), other.key);
  const config = readConfig({
    LISTEN_ADDRESS: "127.0.0.1:0",
    TLS_CERT_FILE: files("odd").certFile,
    TLS_KEY_FILE: files("odd").keyFile,
    LOG_LEVEL: "silent",
  });
  await expect(createPortal(config)).rejects.toThrow(/^The certificate cannot be used: .*odd\.crt with .*odd\.key/);
  const missing = { ...config, tls: { files: [files("missing")] as const, checkEveryMs: HOUR_S } };
  await expect(createPortal(missing)).rejects.toThrow(/missing\.crt/);
});

test.each([
  [{ TLS_CERT_FILE: "a" }, "belong together"],
  [{ TLS_CERT_FILE: "a,b", TLS_KEY_FILE: "a" }, "one key for each"],
  [{ HTTP_REDIRECT_LISTEN_ADDRESS: ":80" }, "needs TLS_CERT_FILE"],
])("%j is refused", (environment, message) => {
  expect(() => readConfig(environment)).toThrow(message);
});

test("an empty variable counts as unset", () => {
  const environment = { TLS_CERT_FILE: "", RELAY_PRESENCE_DEBOUNCE_MS: "", SIGN_UP: "", LOG_LEVEL: "" };
  expect(readConfig(environment)).toEqual(readConfig({}));
});
