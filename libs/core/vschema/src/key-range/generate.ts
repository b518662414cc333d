import { VtError } from '@vt/base';
import { fromHex, noBytes } from './bytes.ts';
import type { KeyRange } from './key-range.ts';

const SHARDS_MAX = 65_536;

/**
 * Names of `count` shards that divide the key space evenly: `-80`, `80-` for 2.
 * `hexDigits` 0 chooses 2 for up to 256 shards, 4 above.
 */
export function generateShardRanges(count: number, hexDigits = 0): string[] {
  const digits = hexDigits || (count <= 256 ? 2 : 4);
  const space = 16 ** digits;
  if (count < 1) throw invalid('the shard count must be > 0');
  if (count > SHARDS_MAX) throw invalid(`cannot create ${count} shards: at most ${SHARDS_MAX} are possible`);
  if (count > space) {
    throw invalid(
      `the given number of shards (${count}) is too high for the given number of characters to use (${digits})`,
    );
  }
  const bound = (i: number): string => {
    if (i === 0 || i === count) return '';
    return Math.floor((i * space) / count)
      .toString(16)
      .padStart(digits, '0');
  };
  return Array.from({ length: count }, (_, i) => `${bound(i)}-${bound(i + 1)}`);
}

/** Shard `index` (from 0) of `count` equal ones; `count` is a power of two. */
export function evenShardRange(index: number, count: number): KeyRange {
  if (count <= 0) throw invalid('the shard count must be > 0');
  if (index < 0 || index >= count) throw invalid(`the shard index ${index} must be less than the count ${count}`);
  if ((count & (count - 1)) !== 0) throw invalid(`the shard count ${count} must be a power of two`);
  const bytes = Math.max(1, Math.ceil(Math.log2(count) / 8));
  const step = 256 ** bytes / count;
  const bound = (i: number) => fromHex((i * step).toString(16).padStart(bytes * 2, '0')) ?? noBytes;
  return {
    start: index === 0 ? noBytes : bound(index),
    end: index + 1 === count ? noBytes : bound(index + 1),
  };
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
