import { describe, expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { reshardBeside } from './reshard-beside.ts';
import { vitessBin } from './vitess-programs.ts';

const bin = vitessBin();
const missing = (['mysql', 'etcd'] as const).find((name) => prefixOf(name) === undefined);
const noPrograms = bin === undefined ? 'VT_VITESS_BIN names no folder with programs of Vitess' : undefined;
const reason = missing ? `no ${missing} here` : (noPrograms ?? longTestsReason());
const skip = reason !== undefined && explainSkip('resharding beside programs of Vitess', reason);

describe.skipIf(skip)('shards split and merge between tablets of Vitess and ours', () => {
  test('nothing is lost or doubled, and streams follow', { timeout: 1_200_000 }, async () => {
    const result = await reshardBeside({
      bin: bin as string,
      first: { 0: 'theirs' },
      hops: [
        { to: { '-80': 'ours', '80-': 'ours' }, client: 'theirs', vtctld: 'ours' },
        { to: { '-': 'theirs' }, client: 'ours', vtctld: 'ours' },
        { to: { '-80': 'ours', '80-': 'theirs' }, client: 'theirs', vtctld: 'theirs' },
        { to: { '-': 'ours' }, client: 'ours', vtctld: 'theirs' },
      ],
      theirGate: true,
      print: (line) => console.log(line),
    });
    console.log(JSON.stringify(result, undefined, 1));
    for (const { State, HasMismatch } of result.diffs.flat()) {
      expect([State, HasMismatch]).toEqual(['completed', false]);
    }
    expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
    expect(result.doubled).toEqual([]);
    expect(result.rowsStored).toBe(result.rowsExpected);
    expect(result.errors).toEqual([]);
    expect(result.readErrors).toEqual([]);
    expect(result.streams.map(([name, problems]) => [name, problems])).toEqual(
      result.streams.map(([name]) => [name, []]),
    );
  });
});
