import { describe, expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { type DrillChange, drillChanges } from './changes.ts';
import { type Death, ddlDrill, report } from './ddl-drill.ts';
import { allDeaths } from './deaths.ts';

const missing = prefixOf('mysql') === undefined ? 'no mysql here' : undefined;
const skip = missing !== undefined && explainSkip('online DDL drill', missing);
const long = missing ?? longTestsReason();
const skipLong = long !== undefined && explainSkip('online DDL, every death at every step', long);

async function drill(changes: readonly DrillChange[], deaths: readonly Death[]): Promise<void> {
  const print = (line: string): void => console.log(line);
  const result = await ddlDrill({ rows: 2_000, writers: 3, readers: 2, pauseMs: 10, changes, deaths, print });
  print(report(result));
  expect(result.errors).toEqual([]);
  expect(result.readErrors).toEqual([]);
  expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
  expect(result.doubled).toEqual([]);
  expect(result.rowsStored).toBe(result.rowsExpected);
  expect(result.checksums[1]).toEqual(result.checksums[0]);
}

/** A short run of what `npm run ddl-drill` does at length. */
describe('a table of two shards is changed under load', () => {
  test.skipIf(skip)(
    'clients see nothing of it, nothing is lost or doubled, and a tablet that dies is gone on for',
    { timeout: 240_000 },
    () =>
      drill(drillChanges.slice(0, 2), [
        { step: 'onlineddl.rename-waits', victim: 'tablet' },
        { step: 'onlineddl.sentry-dropped', victim: 'mysqld' },
      ]),
  );

  test.skipIf(skipLong)('whoever dies at whichever step, it goes on', { timeout: 3_600_000 }, () =>
    drill([], allDeaths),
  );
});
