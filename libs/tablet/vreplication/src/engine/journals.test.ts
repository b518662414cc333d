import { create } from '@vt/proto';
import { describe, expect, test } from 'vitest';
import type { StreamRow } from '../store/stream-row.ts';
import { type Journal, Journals } from './journals.ts';

const places = (...shards: string[]) => shards.map((shard) => ({ keyspace: 'k', shard, gtid: `at ${shard}` }));

function journalOf(from: readonly string[], to: readonly string[]): Journal {
  const participants = from.map((shard) => ({ keyspace: 'k', shard }));
  return create('binlogdata.Journal', { id: 7n, migration_type: 'SHARDS', participants, shard_gtids: places(...to) });
}

function rowOf(
  id: number,
  shard: string,
  state: StreamRow['state'] = 'Running',
  filter = 'select * from t',
): StreamRow {
  const source = create('binlogdata.BinlogSource', {
    keyspace: 'k',
    shard,
    filter: { rules: [{ match: 't', filter }] },
  });
  const numbers = { maxTps: 0n, maxReplicationLag: 0n, timeUpdated: 0n, transactionTimestamp: 0n, rowsCopied: 0n };
  const texts = { pos: '', stopPos: '', cell: '', tabletTypes: '', message: '', tags: '', options: '' };
  return {
    ...{ id, workflow: 'w', source, state, dbName: 'vt_k', ...numbers, ...texts, timeHeartbeat: 0n, workflowType: 0 },
    ...{
      timeThrottled: 0n,
      componentThrottled: '',
      reasonThrottled: '',
      workflowSubType: 0,
      deferSecondaryKeys: false,
    },
  };
}

/** What becomes of all streams when some have come upon the journal: kinds, with numbers and shards. */
function verdicts(journal: Journal, rows: readonly StreamRow[], arrived: readonly StreamRow[]): unknown[] {
  const journals = new Journals(() => {});
  for (const row of arrived) expect(journals.arrived(journal, row)).toBe(true);
  return journals.verdicts('w', rows).map((verdict) => {
    const ids = verdict.rows.map(({ id }) => id);
    if (verdict.kind !== 'redirect') return [verdict.kind, ids, verdict.message];
    return [verdict.kind, ids, verdict.journal.shard_gtids.map(({ shard }) => shard)];
  });
}

describe('streams that come upon a journal', () => {
  const [low, high] = [rowOf(1, '-80'), rowOf(2, '80-')];
  const split = journalOf(['-80', '80-'], ['-40', '40-80', '80-c0', 'c0-']);
  const merge = journalOf(['-80', '80-'], ['-']);

  test('go on at once where nobody else gave to the same places', () => {
    expect(verdicts(split, [low, high], [low])).toEqual([['redirect', [1], ['-40', '40-80']]]);
    expect(verdicts(split, [low, rowOf(2, '80-', 'Stopped')], [low])).toEqual([['redirect', [1], ['-40', '40-80']]]);
  });

  test('wait for those that share a place with them, and say so', () => {
    const stopped = rowOf(2, '80-', 'Stopped');
    const message = 'waiting at journal 7 for stream 2 from k/80- (Stopped)';
    expect(verdicts(merge, [low, stopped], [low])).toEqual([['wait', [1], message]]);
    expect(verdicts(merge, [low, high], [high, low])).toEqual([['redirect', [1, 2], ['-']]]);
  });

  test('wait for all of their own when there are several from one source', () => {
    const other = rowOf(3, '-80');
    expect(verdicts(split, [low, high, other], [low])[0]).toEqual(['wait', [1], expect.stringContaining('stream 3')]);
  });

  test('wait no longer for one that was deleted, where its rows are not needed', () => {
    const narrow = rowOf(1, '-80', 'Running', "select * from t where in_keyrange(id, 'k.hash', '-80')");
    expect(verdicts(merge, [narrow], [narrow])).toEqual([['redirect', [1], ['-']]]);
    expect(verdicts(merge, [low], [low])).toEqual([
      ['refuse', [1], expect.stringContaining('does not read from k/80-')],
    ]);
  });

  test('that are started anew count again only when they are there again', () => {
    const journals = new Journals(() => {});
    journals.arrived(merge, low);
    journals.arrived(merge, high);
    journals.left([1]);
    expect(journals.verdicts('w', [low, high])).toMatchObject([{ kind: 'wait' }]);
    journals.left([2]);
    expect(journals.verdicts('w', [low, high])).toEqual([]);
  });
});
