/** Numbers from 0 (inclusive) to 1 (exclusive): mulberry32. The seed is fixed unless `VT_SEED` gives another. */
export function seededRandom(fixed: number): { readonly seed: number; readonly random: () => number } {
  const seed = Number(process.env['VT_SEED'] ?? fixed);
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, random };
}
