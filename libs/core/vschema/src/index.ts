export { compareKeys, fromHex, normalizeKey, toHex } from './key-range/bytes.ts';
export { evenShardRange, generateShardRanges } from './key-range/generate.ts';
export {
  compareEnds,
  compareKeyRanges,
  compareStarts,
  formatKeyRange,
  fullKeyRange,
  intersectKeyRanges,
  isPartialRange,
  isValidKeyRange,
  joinKeyRanges,
  type KeyRange,
  keyRangeContains,
  keyRangeContainsRange,
  keyRangesContiguous,
  keyRangesEqual,
  keyRangesIntersect,
  parseKeyRange,
  parseKeyRangeParts,
  parseShardingSpec,
} from './key-range/key-range.ts';
export {
  checkCompleteness,
  checkNoOverlap,
  isRangeShard,
  parseShardName,
  type ShardName,
} from './key-range/shard-name.ts';
