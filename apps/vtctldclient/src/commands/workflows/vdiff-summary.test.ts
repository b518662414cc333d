import { create } from '@vt/proto';
import { toProtoRow } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import { listOf, listText, summarize, summaryText } from './vdiff-summary.ts';

const columns = [
  'vdiff_state',
  'last_error',
  'table_name',
  'uuid',
  'table_state',
  'table_rows',
  'started_at',
  'rows_compared',
  'completed_at',
  'has_mismatch',
  'report',
];

/** A shard's answer: a row a table. */
function answer(...rows: readonly Readonly<Record<string, string>>[]) {
  return create('tabletmanagerdata.VDiffResponse', {
    vdiff_uuid: 'u',
    output: {
      fields: columns.map((name) => ({ name })),
      rows: rows.map((row) =>
        toProtoRow(columns.map((name) => (row[name] === undefined ? null : Buffer.from(row[name] as string)))),
      ),
    },
  });
}

const done = {
  vdiff_state: 'completed',
  table_name: 't',
  uuid: 'u',
  table_state: 'completed',
  table_rows: '10',
  rows_compared: '10',
  started_at: '2026-01-01 00:00:00',
  completed_at: '2026-01-01 00:00:09',
  has_mismatch: '0',
  report: '{"TableName":"t","MatchingRows":10}',
};
const nowMs = Date.parse('2026-01-01T00:00:10Z');

describe('a VDiff over shards', () => {
  test('adds up what shards say', () => {
    const found = { ...done, has_mismatch: '1', report: '{"TableName":"t","MatchingRows":9,"ExtraRowsTarget":1}' };
    const summary = summarize('ks', 'w', { '-80': answer(done), '80-': answer(found) }, nowMs);
    expect(summary).toMatchObject({
      State: 'completed',
      RowsCompared: 20,
      HasMismatch: true,
      Shards: '-80,80-',
      CompletedAt: '2026-01-01 00:00:09',
      TableSummaryMap: { t: { MatchingRows: 19, ExtraRowsTarget: 1 } },
      Reports: { t: { '80-': { ExtraRowsTarget: 1 } } },
    });
    expect(summary && summaryText(summary)).toMatch(/RowsCompared: 20\nHasMismatch: {2}true[^]*ExtraRowsTarget: +1/);
  });

  test('is as far as its last shard, and tells when it may be over', () => {
    const large = { ...done, table_rows: '10000000', rows_compared: '10000000' };
    const half = { ...large, vdiff_state: 'started', table_state: 'started', rows_compared: '5000000' };
    const summary = summarize('ks', 'w', { '-80': answer(large), '80-': answer(half) }, nowMs);
    expect(summary).toMatchObject({ State: 'started', Progress: { Percentage: 75, ETA: '2026-01-01 00:00:13' } });
    expect(summary).not.toHaveProperty('CompletedAt');
  });

  test('is as far as its tables, where they are many and small', () => {
    const tables = Array.from({ length: 200 }, (_, i) => ({
      ...{ ...done, vdiff_state: 'started', table_name: `t${i}`, table_rows: i < 100 ? '0' : '3' },
      ...(i < 50 ? { rows_compared: '4' } : { table_state: 'pending', rows_compared: '0' }),
    }));
    const { Progress } = summarize('ks', 'w', { '0': answer(...tables) }, nowMs) ?? {};
    expect(Progress?.Percentage).toBeCloseTo(25, 0);
    expect(Progress?.ETA).toBe('2026-01-01 00:00:39');
  });

  test('is nothing where there is none', () => {
    expect(summarize('ks', 'w', { '-80': answer() }, nowMs)).toBeUndefined();
    expect(listOf({ '-80': answer() })).toEqual([]);
  });
});

test('the list is drawn as Vitess 24.0.4 draws it', () => {
  expect(listText([{ UUID: 'u1', Workflow: 'w', Keyspace: 'customer', Shard: '-80', State: 'completed' }])).toBe(
    [
      '+---------+-------------+-------------+----------+--------------+',
      '|    UUID |    Workflow |    Keyspace |    Shard |        State |',
      '+=========+=============+=============+==========+==============+',
      '|      u1 |           w |    customer |      -80 |    completed |',
      '+---------+-------------+-------------+----------+--------------+',
      '',
      '',
    ].join('\n'),
  );
});
