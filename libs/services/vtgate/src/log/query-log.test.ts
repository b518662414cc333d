import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { QueryLogOptions } from './query-log.ts';
import type { QueryRecord } from './query-record.ts';
import { newQueryLog, queryRecord as record } from './testing/records.ts';

/** What a log with these options writes of the records. */
function written(more: Partial<QueryLogOptions>, records: readonly Partial<QueryRecord>[] = [{}]): string[] {
  const log = newQueryLog(more);
  const stop = new AbortController();
  const stream = log.follow(stop.signal) as Readable;
  for (const one of records) log.add({ ...record, ...one });
  const lines: string[] = [];
  for (let line = stream.read() as Buffer | null; line; line = stream.read() as Buffer | null)
    lines.push(line.toString());
  stop.abort();
  expect(log.wanted).toBe(false);
  return lines.join('').split('\n').filter(Boolean);
}

describe('the query log', () => {
  it('has the fields of Vitess’s', () => {
    expect(JSON.parse(written({})[0] as string)).toMatchObject({
      Method: 'Execute',
      RemoteAddr: '10.0.0.1',
      Username: 'u',
      Start: '2026-01-01T00:00:00.000Z',
      TotalTime: 0.0125,
      StmtType: 'SELECT',
      SQL: record.sql,
      ShardQueries: 2,
      RowsReturned: 3,
      'Cached Plan': true,
      TablesUsed: ['k.t'],
      ActiveKeyspace: 'k',
      MirrorSourceExecuteTime: 0,
      MirrorTargetExecuteTime: 0,
      MirrorTargetError: '',
      EmitReason: 'all',
    });
    expect(written({ format: 'text' })[0]).toContain(`\t"SELECT"\t${JSON.stringify(record.sql)}\t`);
  });

  it('shows no values where it must not', () => {
    const [line = ''] = written({ redacts: true }, [{ error: "bad value 'secret'" }]);
    expect(line).not.toContain('secret');
    expect(line).not.toContain('7');
    expect(JSON.parse(line)).toMatchObject({ SQL: expect.stringContaining('from t') });
    expect(written({ redacts: true }, [{ sql: "selec 'secret'" }])[0]).not.toContain('secret');
  });

  it.each<[Partial<QueryLogOptions>, number, string | undefined]>([
    [{ mode: 'error' }, 1, 'error'],
    [{ filterTag: 'TAG' }, 1, 'filtertag'],
    [{ timeThresholdMs: 100 }, 1, 'timethreshold'],
    [{ rowThreshold: 100 }, 1, 'rowthreshold'],
    [{ rowThreshold: 100, timeThresholdMs: 100 }, 0, undefined],
    [{ rowThreshold: 100, timeThresholdMs: 100, anyCondition: true }, 2, 'timethreshold'],
    [{ sampleRate: 0.6 }, 5, 'sample'],
    [{ sampleRate: 0.4 }, 0, undefined],
    [{ sampleRate: 0.4, filterTag: 'TAG' }, 1, 'filtertag'],
  ])('%o lets %i of five through', (more, count, reason) => {
    const lines = written(more, [
      {},
      { error: 'bad' },
      { sql: 'select /* TAG */ 1' },
      { totalMs: 200 },
      { rowsReturned: 500 },
    ]);
    expect(lines).toHaveLength(count);
    if (reason) expect(JSON.parse(lines[0] as string)).toMatchObject({ EmitReason: reason });
  });

  it('drops lines for a reader that does not read', () => {
    const log = newQueryLog({ waitingLinesMax: 3 });
    const stop = new AbortController();
    log.follow(stop.signal);
    for (let i = 0; i < 5_000; i++) log.add(record);
    expect(log.dropped).toBeGreaterThan(0);
    stop.abort();
  });
});
