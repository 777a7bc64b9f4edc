import { type Kernels, loadKernels } from "./kernels.ts";
import { addressOf } from "./libc.ts";

/** 32 MiB; build.ts compiles the kernels for the same size. */
const ARENA_PAGES = 512;
const PAGE_BYTES = 65_536;
/** Below it lies what a WebAssembly module may use for itself; so 0 is never a valid offset. */
const FIRST_OFFSET = PAGE_BYTES;
const CACHE_LINE_BYTES = 64;

/**
 * All memory that system calls, libcrypto and the SIMD kernels see. It never grows, so its address never changes and
 * `address(offset)` is plain addition. The layout is static: every part reserves its bytes once, at start; nothing is
 * given back.
 */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: ARENA_PAGES, maximum: ARENA_PAGES });
  readonly u8 = new Uint8Array(this.memory.buffer);
  readonly view = new DataView(this.memory.buffer);
  readonly #base = addressOf(this.u8);
  readonly #checksum: Kernels["checksum"] = loadKernels(this.memory).checksum;
  #next = FIRST_OFFSET;

  /** Reserves `bytes` zeroed bytes for good and gives their offset. `align` is a power of two. */
  reserve(bytes: number, align = CACHE_LINE_BYTES): number {
    const offset = (this.#next + align - 1) & -align;
    if (offset + bytes > this.u8.length) {
      throw new RangeError(`the arena is full: ${bytes} bytes asked for, ${this.u8.length - offset} left`);
    }
    this.#next = offset + bytes;
    return offset;
  }

  /** Machine address of an offset. */
  address(offset: number): number {
    return this.#base + offset;
  }

  /** Writes the machine address of `target` as the 64-bit pointer at `offset`. */
  setPointer(offset: number, target: number): void {
    this.setU64(offset, this.#base + target);
  }

  /** Little-endian; exact up to 2^53. */
  setU64(offset: number, value: number): void {
    this.view.setUint32(offset, value % 0x1_0000_0000, true);
    this.view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  /**
   * One's complement sum (RFC 1071) over bytes of the arena, folded to 16 bits, not complemented, in little-endian word
   * order: read and write such sums with `view.getUint16(…, true)`. `seed` is a sum to start from.
   */
  checksum(offset: number, length: number, seed: number): number {
    return this.#checksum(offset, length, seed);
  }
}

/** The arena of this thread. */
export const arena = new Arena();
