import { describe, expect, it } from 'vitest';
import { readCorpus, type Vector } from '../testing/corpus.ts';
import { type Adapters, check, Multi, UnknownCall } from '../testing/vector-eval.ts';
import { compareKeys, noBytes, normalizeKey } from './bytes.ts';
import { evenShardRange, generateShardRanges } from './generate.ts';
import * as ranges from './key-range.ts';
import { checkCompleteness, checkNoOverlap, parseShardName } from './shard-name.ts';

type Range = ranges.KeyRange;
const whole = (range: Range | null | undefined): Range => range ?? ranges.fullKeyRange;
const two =
  <T>(fn: (a: Range, b: Range) => T) =>
  (a: Range | null, b: Range | null) =>
    fn(whole(a), whole(b));

const adapters: Adapters = {
  $DestinationAllShards: () => 'unused',
  '$topodatapb.KeyRange': (fields: { Start?: Uint8Array; End?: Uint8Array }) => ({
    start: fields.Start ?? noBytes,
    end: fields.End ?? noBytes,
  }),
  Empty: (key: Uint8Array) => normalizeKey(key).length === 0,
  Equal: (a: Uint8Array, b: Uint8Array) => compareKeys(a, b) === 0,
  EvenShardsKeyRange: evenShardRange,
  GenerateShardRanges: generateShardRanges,
  IsValidKeyRange: ranges.isValidKeyRange,
  KeyRangeAdd: (a: Range | null, b: Range | null) => {
    const joined = a && b ? ranges.joinKeyRanges(a, b) : undefined;
    return new Multi([joined, joined !== undefined]);
  },
  KeyRangeContains: (range: Range | null, key: Uint8Array) => ranges.keyRangeContains(whole(range), key),
  KeyRangeContainsKeyRange: two(ranges.keyRangeContainsRange),
  KeyRangeContiguous: two(ranges.keyRangesContiguous),
  KeyRangeEndCompare: two(ranges.compareEnds),
  KeyRangeEndEqual: two((a, b) => ranges.compareEnds(a, b) === 0),
  KeyRangeEqual: two(ranges.keyRangesEqual),
  KeyRangeCompare: two(ranges.compareKeyRanges),
  KeyRangeIntersect: two(ranges.keyRangesIntersect),
  KeyRangeIsPartial: (range: Range | null) => ranges.isPartialRange(whole(range)),
  KeyRangeStartCompare: two(ranges.compareStarts),
  KeyRangeStartEqual: two((a, b) => ranges.compareStarts(a, b) === 0),
  KeyRangeString: (range: Range | undefined) => (range ? ranges.formatKeyRange(range) : ''),
  Less: (a: Uint8Array, b: Uint8Array) => compareKeys(a, b) < 0,
  Normalize: normalizeKey,
  ParseKeyRangeParts: ranges.parseKeyRangeParts,
  ParseShardingSpec: ranges.parseShardingSpec,
};

const vectors = readCorpus<Vector>('vectors/key.jsonl')?.filter((v) => v.test !== 'TestDestinationsString');

describe.skipIf(!vectors)('recorded key range facts', () => {
  it('all hold', async () => {
    const failed: string[] = [];
    const unknown: string[] = [];
    for (const vector of vectors ?? []) {
      try {
        const difference = await check(vector, adapters);
        if (difference) failed.push(`${vector.id}: ${difference}`);
      } catch (error) {
        if (!(error instanceof UnknownCall)) throw error;
        unknown.push(`${vector.id}: ${error.message}`);
      }
    }
    expect(failed).toEqual([]);
    expect(unknown).toEqual([]);
    expect(vectors?.length).toBeGreaterThan(250);
  });
});

describe('shard names', () => {
  it('are ranges in lower case, or custom names', () => {
    expect(parseShardName('-80').keyRange).toEqual(ranges.parseKeyRangeParts('', '80'));
    expect(parseShardName('C0-D0').name).toBe('c0-d0');
    expect(parseShardName('0').keyRange).toBeUndefined();
  });

  it.each([
    ['', 'it is empty'],
    ['8-9', "'8' is not an even number of hex digits"],
    ['-xy', "'xy' is not an even number of hex digits"],
    ['80-40', 'its start is not below its end'],
    ['80-8000', 'its start is not below its end'],
    ['-40-80', 'it must contain one dash'],
    ['a/b', "it contains '/'"],
    ['a b', 'it contains white space'],
  ])("'%s' is refused: %s", (name, reason) => {
    expect(() => parseShardName(name)).toThrow(reason);
  });

  it('must not overlap', () => {
    const shards = (...names: string[]) => names.map(parseShardName);
    expect(() => checkNoOverlap(shards('-80', '80-'))).not.toThrow();
    expect(() => checkNoOverlap(shards('-80', '40-'))).toThrow("shards '-80' and '40-' overlap");
    expect(() => checkNoOverlap(shards('0', '0'))).toThrow('listed twice');
    expect(() => checkCompleteness(shards('-40', '40-8000', '80-'))).not.toThrow();
    expect(() => checkCompleteness(shards('-40', '80-'))).toThrow("from '40' to the start of shard '80-'");
    expect(() => checkCompleteness(shards('-40', '40-80'))).toThrow("from '80' on");
    expect(() => checkCompleteness(shards('0'))).not.toThrow();
  });
});
