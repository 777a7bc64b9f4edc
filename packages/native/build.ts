// Compiles kernels/*.ts (AssemblyScript) into build/kernels.wasm. Does nothing where that is up to date.
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const here = import.meta.dirname;
const sources = join(here, "kernels");
const output = join(here, "build", "kernels.wasm");

/** Must be what src/arena.ts allocates. */
const ARENA_PAGES = "512";
/** Kernels keep no data of their own; the first bytes stay unused so that offset 0 means nothing. */
const MEMORY_BASE = "1024";

const entries = readdirSync(sources).filter((name) => name.endsWith(".ts"));
const inputs = [import.meta.filename, ...entries.map((name) => join(sources, name))];
const upToDate = existsSync(output) && inputs.every((path) => statSync(path).mtimeMs < statSync(output).mtimeMs);
if (!upToDate) await compile();

async function compile(): Promise<void> {
  mkdirSync(join(here, "build"), { recursive: true });
  const words = [...entries.map((name) => join("kernels", name)), "--baseDir", here, "-o", "build/kernels.wasm"];
  words.push("-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory");
  words.push("--initialMemory", ARENA_PAGES, "--maximumMemory", ARENA_PAGES, "--memoryBase", MEMORY_BASE);
  const { error, stderr } = await asc.main(words);
  if (error) throw new Error(`the kernels do not compile: ${error.message}\n${stderr.toString()}`);
}
