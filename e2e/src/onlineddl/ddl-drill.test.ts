import { describe, expect, test } from 'vitest';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { drillChanges } from './changes.ts';
import { ddlDrill, report } from './ddl-drill.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('online DDL drill', 'no mysql here');

/** A short run of what `npm run ddl-drill` does at length. */
describe.skipIf(skip)('a table of two shards is changed under load', () => {
  test('clients see nothing of it, nothing is lost or doubled, and a tablet that dies is gone on for', {
    timeout: 240_000,
  }, async () => {
    const print = (line: string): void => console.log(line);
    const result = await ddlDrill({
      rows: 2_000,
      writers: 3,
      readers: 2,
      pauseMs: 10,
      changes: drillChanges.slice(0, 2),
      deaths: ['onlineddl.rename-waits'],
      print,
    });
    print(report(result));
    expect(result.errors).toEqual([]);
    expect(result.readErrors).toEqual([]);
    expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
    expect(result.doubled).toEqual([]);
    expect(result.rowsStored).toBe(result.rowsExpected);
    expect(result.checksums[1]).toEqual(result.checksums[0]);
  });
});
