import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusPath, readCorpus, type Vector } from '../testing/corpus.ts';
import { recordedVSchema } from '../testing/recorded-vschema.ts';
import { testVindexes } from '../testing/test-vindexes.ts';
import { check, UnknownCall } from '../testing/vector-eval.ts';
import { vindexRegistry } from '../vindex/registry.ts';

const environment = {
  readTextFile: (path: string) =>
    readFileSync(
      path.includes('numeric_static_map') ? corpusPath('vindex/numeric_static_map_test.json') : path,
      'utf8',
    ),
};
const registry = vindexRegistry(environment, testVindexes);
const adapters = recordedVSchema(registry);
const hasLoose = registry.types.includes('unicode_loose_md5');
const vectors = readCorpus<Vector>('vectors/vtgate_vindexes.jsonl')?.filter(
  ({ test }) => hasLoose || !/UnicodeLoose/.test(test),
);

/** Private helpers and fields of the recorded suite, which say nothing of what is seen from outside, and what its recorder lost. */
const skippedCalls = new Set([
  '$BaseTable',
  '$VSchema',
  '.Map of a lookup vindex without a session',
  '.MapResult',
  '.Parse',
  '.PartialVindex',
  '.computeKsid',
  '@Default',
  '@ReferencedBy',
  '@keyspace',
  '@offsets',
  '@table',
  'a branch that the suite does not take',
  'an error made by the suite itself',
  'error of a value',
  'json.MarshalIndent',
]);

describe.skipIf(!vectors)('recorded facts of vindexes and vschemas', () => {
  it('all hold', async () => {
    const failed: string[] = [];
    const skipped: Record<string, number> = {};
    for (const vector of vectors ?? []) {
      try {
        const difference = await check(vector, adapters);
        if (difference) failed.push(`${vector.id}: ${difference}`);
      } catch (error) {
        if (!(error instanceof UnknownCall)) throw error;
        skipped[error.message] = (skipped[error.message] ?? 0) + 1;
      }
    }
    expect(failed).toEqual([]);
    expect(Object.keys(skipped).filter((name) => !skippedCalls.has(name))).toEqual([]);
    expect(Object.values(skipped).reduce((sum, count) => sum + count, 0)).toBeLessThan(110);
  });
});
