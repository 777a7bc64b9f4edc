import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { INNER, TwoHosts } from "./two-hosts.ts";

const hosts = await TwoHosts.start({ nodeArguments: process.argv.slice(2) });
const cpu = (side: 0 | 1) => {
  const pids = execFileSync("ip", ["netns", "pids", hosts.namespace(side)], { encoding: "utf8" })
    .trim()
    .split("\n");
  let u = 0,
    s = 0;
  for (const p of pids) {
    const c = readFileSync(`/proc/${p}/cmdline`, "utf8");
    if (!c.includes("run-engine")) continue;
    for (const t of readdirSync(`/proc/${p}/task`)) {
      const f = readFileSync(`/proc/${p}/task/${t}/stat`, "utf8").split(") ")[1].split(" ");
      u += Number(f[11]);
      s += Number(f[12]);
    }
  }
  return [u, s];
};
try {
  for (const args of [[], [], ["-R"], ["-R"], ["-P", "4"]]) {
    const srv = hosts.spawn(1, "iperf3", "-s", "-1", "--forceflush");
    await srv.wrote("listening");
    const a = [cpu(0), cpu(1)];
    const out = hosts
      .run(0, "iperf3", "-c", INNER[4][1], "-n", "400M", "-f", "m", ...args)
      .split("\n")
      .filter((l) => /receiver/.test(l))
      .slice(-1)[0]
      .match(/(\d+) Mbits/)?.[1];
    const b = [cpu(0), cpu(1)];
    const d = b.map((x, i) => x.map((v, j) => v - a[i][j]));
    const sum = d.flat().reduce((x, y) => x + y, 0);
    console.log(
      args.join(" ").padEnd(5),
      out,
      "Mbit/s; ticks side0 u,s",
      d[0].join(","),
      "side1",
      d[1].join(","),
      "=> cpu s/GB",
      (sum / 100 / 0.4194).toFixed(2),
    );
  }
} catch (e) {
  console.log(String(e));
} finally {
  await hosts.stop();
}
