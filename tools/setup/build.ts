import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** Runs the `build` script of every workspace package that has one (SIMD kernels, the console). */
export function buildAll(say: (progress: string) => void = () => undefined): void {
  for (const folder of ["packages", "apps"]) {
    for (const name of readdirSync(join(root, folder))) {
      const manifest = join(root, folder, name, "package.json");
      if (!existsSync(manifest)) continue;
      const { scripts } = JSON.parse(readFileSync(manifest, "utf8")) as { scripts?: Record<string, string> };
      if (scripts?.build === undefined) continue;
      say(`building ${folder}/${name} …`);
      buildOne(`${folder}/${name}`);
    }
  }
}

function buildOne(workspace: string): void {
  const run = spawnSync("npm", ["run", "build", "--silent", "-w", workspace], { cwd: root, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`building ${workspace} failed:\n${run.stdout}${run.stderr}`);
}

if (import.meta.main) buildAll((progress) => process.stderr.write(`${progress}\n`));
