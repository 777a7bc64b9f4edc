import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const path = join(import.meta.dirname, "../build/kernels.wasm");

/** What kernels/*.ts export. */
export interface Kernels {
  /** See kernels/checksum.ts. */
  checksum(offset: number, length: number, seed: number): number;
}

/** Binds the compiled kernels to a memory. Throws where they were not compiled. */
export function loadKernels(memory: WebAssembly.Memory): Kernels {
  if (!existsSync(path)) throw new Error("The SIMD kernels of @fz/native are not compiled: run `npm run build`.");
  const module = new WebAssembly.Module(readFileSync(path));
  const { checksum } = new WebAssembly.Instance(module, { env: { memory, abort } }).exports;
  if (typeof checksum !== "function") {
    throw new Error(`${path} does not export what it should: delete it and run \`npm run build\`.`);
  }
  return { checksum: (offset, length, seed) => checksum(offset, length, seed) };
}

function abort(): never {
  throw new Error("a kernel aborted");
}
