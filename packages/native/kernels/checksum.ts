// AssemblyScript, compiled to WebAssembly with SIMD by build.ts.

const BLOCK: i32 = 64;
const LANE: i32 = 16;

/**
 * One's complement sum (RFC 1071) of `length` bytes at `offset`, folded to 16 bits, not complemented.
 * Words are taken in little-endian order, which the sum does not care about as long as its result is stored in that
 * order too. `seed` is such a sum.
 */
export function checksum(offset: usize, length: i32, seed: i32): i32 {
  let sums = i32x4.splat(0);
  const end = offset + length;
  for (; offset + BLOCK <= end; offset += BLOCK) {
    const first = v128.extadd_pairwise<u16>(v128.load(offset));
    const second = v128.extadd_pairwise<u16>(v128.load(offset, 16));
    const third = v128.extadd_pairwise<u16>(v128.load(offset, 32));
    const fourth = v128.extadd_pairwise<u16>(v128.load(offset, 48));
    sums = i32x4.add(sums, i32x4.add(i32x4.add(first, second), i32x4.add(third, fourth)));
  }
  for (; offset + LANE <= end; offset += LANE) {
    sums = i32x4.add(sums, v128.extadd_pairwise<u16>(v128.load(offset)));
  }
  let sum = <u64>(<u32>seed);
  sum += <u64>(<u32>i32x4.extract_lane(sums, 0)) + <u64>(<u32>i32x4.extract_lane(sums, 1));
  sum += <u64>(<u32>i32x4.extract_lane(sums, 2)) + <u64>(<u32>i32x4.extract_lane(sums, 3));
  for (; offset + 2 <= end; offset += 2) sum += <u64>load<u16>(offset);
  if (offset < end) sum += <u64>load<u8>(offset);
  return fold(sum);
}

function fold(sum: u64): i32 {
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return <i32>sum;
}
