import { createHash, createHmac } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TemporaryDirectory } from "../test/namespace.ts";
import { ChangeJournal } from "./change-journal.ts";
import { CLIENT_APP_ID, deviceId, GATEWAY_APP_ID } from "./device-id.ts";
import { Host } from "./host.ts";
import { parseOsRelease, systemInfo } from "./system-info.ts";
import { notifySystemd } from "./systemd-notify.ts";

let directory: TemporaryDirectory;
const host = new Host();

beforeEach(() => {
  directory = new TemporaryDirectory();
});
afterEach(() => {
  directory.remove();
});

describe("a command", () => {
  test("gives what it printed and gets its input", async () => {
    expect(await host.run("cat", [], { input: "hello" })).toBe("hello");
  });

  test("that fails says in one line what was run and why", async () => {
    const failing = host.run("sh", ["-c", "echo first >&2; echo last words >&2; exit 3"]);
    await expect(failing).rejects.toThrow(/^sh -c .*: last words$/);
    await expect(host.run("sh", ["-c", "exit 3"])).rejects.toThrow("sh -c exit 3: exit code 3");
  });

  test("may fail for the reasons that are fine", async () => {
    const script = ["-c", "echo so far; echo already there >&2; exit 2"];
    expect(await host.run("sh", script, { tolerate: /already/ })).toBe("so far\n");
  });

  test("that is not installed says so", async () => {
    await expect(host.run("no-such-program", [])).rejects.toThrow("no-such-program not found");
  });

  test("reads kernel files, and knows when there is none", async () => {
    expect(await host.readKernelFile("/proc/sys/kernel/ostype")).toBe("Linux\n");
    expect(await host.readKernelFile("/proc/sys/no/such")).toBeUndefined();
  });
});

describe("the journal", () => {
  test("tells what it could not undo and goes on", async () => {
    const file = directory.file("parameter");
    writeFileSync(file, "1\n");
    const journal = await ChangeJournal.open(directory.file("deep/changes.json"), host);
    await journal.record({ kind: "sysctl", path: file, before: "0", after: "1" });
    await journal.record({ kind: "sysctl", path: file, before: "0", after: "1" });
    await journal.record({ kind: "sysctl", path: directory.path, before: "0", after: "1" });
    expect(journal.changes).toHaveLength(2);
    const warnings: string[] = [];
    await journal.undoAll((warning) => warnings.push(warning));
    expect(readFileSync(file, "utf8")).toBe("0");
    expect(warnings).toEqual([expect.stringMatching(/^could not undo sysctl: EISDIR/)]);
  });

  test("lets a later choice of somebody else stand", async () => {
    const file = directory.file("parameter");
    writeFileSync(file, "7");
    const journal = await ChangeJournal.open(directory.file("changes.json"), host);
    await journal.record({ kind: "sysctl", path: file, before: "0", after: "1" });
    await journal.undoAll();
    expect(readFileSync(file, "utf8")).toBe("7");
  });

  test("that is damaged says so and starts anew", async () => {
    const warnings: string[] = [];
    for (const text of ["{", '{"bootId":1}']) {
      writeFileSync(directory.file("changes.json"), text);
      const journal = await ChangeJournal.open(directory.file("changes.json"), host, (line) => warnings.push(line));
      expect(journal.changes).toEqual([]);
    }
    expect(warnings).toEqual([expect.stringContaining("damaged"), expect.stringContaining("damaged")]);
  });
});

describe("the device id", () => {
  const MACHINE_ID = "8c5e2f100b6d4c7a9e217d3a54b1f0c8\n";
  const options = () => {
    const machineIdFile = directory.file("machine-id");
    writeFileSync(machineIdFile, MACHINE_ID);
    return { configured: undefined, file: directory.file("config/id.json"), appId: CLIENT_APP_ID, machineIdFile };
  };

  test("is the configured one before all others", async () => {
    expect(await deviceId({ ...options(), configured: "edge-1" })).toBe("edge-1");
  });

  test("comes from the machine id, differently for each program, without being written down", async () => {
    const ids = await Promise.all(
      [CLIENT_APP_ID, GATEWAY_APP_ID].map((appId) => deviceId({ ...options(), configured: "", appId })),
    );
    const expected = [CLIENT_APP_ID, GATEWAY_APP_ID].map((appId) =>
      createHmac("sha256", appId).update(MACHINE_ID).digest("hex"),
    );
    expect(ids).toEqual(expected);
    expect(() => statSync(directory.file("config/id.json"))).toThrow(/ENOENT/);
  });

  test("is random and kept where the machine has none", async () => {
    const without = { ...options(), machineIdFile: directory.file("nothing") };
    const id = await deviceId(without);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(id).not.toBe(createHash("sha256").update("").digest("hex"));
    expect(await deviceId(without)).toBe(id);
    expect(statSync(without.file).mode & 0o777).toBe(0o640);
    expect(JSON.parse(readFileSync(without.file, "utf8"))).toEqual({ id });
  });

  test.each(["", "{}", "nonsense"])("is not guessed from a file that holds %j", async (text) => {
    const file = directory.file("id.json");
    writeFileSync(file, text);
    await expect(deviceId({ ...options(), file })).rejects.toThrow(/holds no device id: expected/);
  });
});

describe("the machine", () => {
  test("says what runs on it", async () => {
    writeFileSync(directory.file("os"), 'NAME="Alpine Linux"\nVERSION_ID=3.21.3\nPRETTY_NAME="a \\"b\\""\n# c\n');
    expect(systemInfo(directory.file("os"))).toMatchObject({ osName: "Alpine Linux", osVersion: "3.21.3" });
    expect(systemInfo(directory.file("none"))).toMatchObject({ osName: "Linux", osVersion: "0" });
    expect(parseOsRelease('PRETTY_NAME="a \\"b\\""').get("PRETTY_NAME")).toBe('a "b"');
  });
});

describe("the service manager", () => {
  test("is told what the program is up to, where there is one", async () => {
    const searchPath = process.env.PATH;
    writeFileSync(directory.file("systemd-notify"), `#!/bin/sh\necho "$@" > ${directory.file("told")}\n`, {
      mode: 0o755,
    });
    try {
      process.env.PATH = `${directory.path}:${searchPath}`;
      await notifySystemd(host, {}, "READY=1");
      expect(() => statSync(directory.file("told"))).toThrow(/ENOENT/);
      await notifySystemd(host, { NOTIFY_SOCKET: "/run/x" }, "READY=1", "STATUS=Signed in as Mara");
      expect(readFileSync(directory.file("told"), "utf8")).toBe("READY=1 STATUS=Signed in as Mara\n");
    } finally {
      process.env.PATH = searchPath;
    }
  });
});
