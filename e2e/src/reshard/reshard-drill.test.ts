import { describe, expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { report, reshardDrill } from './reshard-drill.ts';

const reason = prefixOf('mysql') === undefined ? 'no mysql here' : longTestsReason();
const skip = reason !== undefined && explainSkip('reshard drill', reason);

/** A short run of what `npm run reshard-drill` does at length. */
describe.skipIf(skip)('tables move and shards split under load', () => {
  test('clients see nothing of it, and nothing is lost or doubled', { timeout: 600_000 }, async () => {
    const print = (line: string): void => console.log(line);
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const options = {
      seed,
      rows: 5_000,
      path: [1, 2],
      writers: 3,
      readers: 2,
      pauseMs: 10,
      reverse: true,
      followers: true,
      print,
    };
    const result = await reshardDrill(options);
    print(report(result));
    expect(result.steps.map(({ diff }) => [diff.State, diff.HasMismatch])).toEqual([
      ['completed', false],
      ['completed', false],
    ]);
    expect(result.errors).toEqual([]);
    expect(result.readErrors).toEqual([]);
    expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
    expect(result.doubled).toEqual([]);
    expect(result.followed?.problems).toEqual([]);
    expect(result.rowsStored).toBe(result.rowsExpected);
  });
});
