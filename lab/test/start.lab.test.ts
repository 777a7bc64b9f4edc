// `npm start` as a newcomer meets it.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { run } from "../src/network/command.ts";
import { LabProcess } from "../src/network/process.ts";

const REPOSITORY = join(import.meta.dirname, "../..");
const MAIN = "lab/src/demo/main.ts";
const NOBODY = 65_534;
const A_MINUTE = 60_000;
/** Of those who do not measure: the machine may be busy with other things. */
const PATIENCE = 4 * A_MINUTE;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "start-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(...words: string[]): LabProcess {
  return new LabProcess("start", process.execPath, [join(REPOSITORY, MAIN), "--data", join(folder, "data"), ...words]);
}

/** What a lab of this process has on this machine. */
function tracesOf(pid: number): string[] {
  const places = ["/run/netns", "/etc/netns", tmpdir()].filter((place) => existsSync(place));
  return places.flatMap((place) => readdirSync(place).filter((name) => name.startsWith(`fzlab${pid}-`)));
}

const resultSchema = z.strictObject({
  resource: z.literal("intranet.corp.example"),
  status: z.literal(200),
  path: z.enum(["direct", "relayed"]),
  setup_ms: z.number().positive().max(5_000),
  rtt_ms: z.number().positive().max(1_000),
  mbps: z.number().positive(),
  refused_without_policy: z.literal(true),
});

describe("as root", () => {
  test.each(["on a new folder", "on the same folder again"])("it shows the page through the tunnel, %s", async () => {
    const started = performance.now();
    const demo = start("--once", "--json");
    const { code } = await demo.exited;
    expect(code, demo.output).toBe(0);
    expect(performance.now() - started).toBeLessThan(A_MINUTE);
    const [json, ...more] = demo.lines.filter((line) => line.startsWith("{"));
    expect(more).toEqual([]);
    resultSchema.parse(JSON.parse(json));
    expect(tracesOf(demo.pid)).toEqual([]);
  });

  test.each([0.4, 2, 6])("interrupted after %d s it leaves nothing behind", async (seconds) => {
    const demo = start();
    await sleep(seconds * 1_000);
    demo.signal("SIGINT");
    const { code } = await demo.exited;
    expect(code, demo.output).not.toBe(0);
    expect(tracesOf(demo.pid)).toEqual([]);
  });

  test("left running, it ends in order when it is interrupted, and its page can be had until then", async () => {
    const demo = start();
    await demo.line(/Ctrl-C/, PATIENCE);
    const [command = ""] = demo.lines.flatMap((line) => /ip netns exec .* curl \S+/.exec(line) ?? []);
    expect(run("sh", ["-c", `${command} -sS`])).toContain("Welcome to");
    demo.signal("SIGINT");
    const { code } = await demo.exited;
    expect(code, demo.output).toBe(0);
    expect(tracesOf(demo.pid)).toEqual([]);
  });
});

/** Bound to where anyone may read it: in their own checkout people without root would have that right. */
function startAsNobody(dataFolder: string): LabProcess {
  const at = join(folder, "repository");
  mkdirSync(at, { recursive: true });
  run("chmod", ["755", folder]);
  const node = process.execPath.startsWith(REPOSITORY)
    ? at + process.execPath.slice(REPOSITORY.length)
    : process.execPath;
  const asNobody = `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups`;
  const script = `ip link set lo up && mount --bind '${REPOSITORY}' '${at}' && cd '${at}' && exec ${asNobody} '${node}' ${MAIN} --data '${dataFolder}'`;
  return new LabProcess("start", "unshare", ["--mount", "--net", "sh", "-c", script]);
}

test("without root a portal and a relay run, and it says what is missing", async () => {
  const dataFolder = join(folder, "of-nobody");
  mkdirSync(dataFolder);
  run("chown", [`${NOBODY}:${NOBODY}`, dataFolder]);
  for (const time of ["first", "second"]) {
    const demo = startAsNobody(dataFolder);
    await demo.line(/Ctrl-C/, PATIENCE);
    expect(demo.output, time).toContain("not root");
    const [command = ""] = demo.lines.flatMap((line) => /curl -H .*/.exec(line) ?? []);
    const answer = run("nsenter", ["--net", `--target=${demo.pid}`, "sh", "-c", `${command} -sS`]);
    expect(JSON.parse(answer)).toMatchObject({ data: { name: "My company" } });
    demo.signal("SIGINT");
    const { code } = await demo.exited;
    expect(code, demo.output).toBe(0);
  }
});
