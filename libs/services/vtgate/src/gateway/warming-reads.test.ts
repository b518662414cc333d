import { type TabletRequest, tabletRequest } from '@vt/proto';
import { emptyOk, type ResultSink } from '@vt/sqltypes';
import { expect, test, vi } from 'vitest';
import { WarmingReads } from './warming-reads.ts';

const primary = { keyspace: 'ks', shard: '-80', tabletType: 'PRIMARY' } as const;
const read = (sql: string, fields: Partial<TabletRequest> = {}): TabletRequest => ({
  ...tabletRequest({ method: 'execute', target: primary, sql }),
  ...fields,
});

type Sent = { readonly request: TabletRequest; readonly sink: ResultSink; readonly end: (error?: Error) => void };

function opened(percent = 100, copiesMax = 10, random = () => 0.5) {
  const sent: Sent[] = [];
  const execute = (request: TabletRequest, sink: ResultSink) =>
    new Promise<never>((resolve, reject) => {
      sent.push({ request, sink, end: (error) => (error ? reject(error) : resolve(undefined as never)) });
    });
  const onCopied = vi.fn<(keyspace: string) => void>();
  const warming = new WarmingReads({ execute }, { percent, copiesMax, timeoutMs: 5_000, random, onCopied });
  return { warming, sent, onCopied };
}

test('a read of a primary goes to a replica too, as it is; its rows go nowhere, and it is counted when it has answered', async () => {
  const { warming, sent, onCopied } = opened();
  const original = read('select a from t where id = :id', { timeoutMs: 800, settings: ['set sql_mode = ""'] });
  warming.copy(original);
  const [{ request, sink, end }] = sent as [Sent];
  expect(request).toMatchObject({
    sql: original.sql,
    settings: original.settings,
    target: { keyspace: 'ks', shard: '-80', tabletType: 'REPLICA' },
    timeoutMs: 800,
  });
  expect(original.target.tabletType).toBe('PRIMARY');
  sink.columns([], 'text');
  expect(sink.rows(Buffer.alloc(8))).toBe(true);
  sink.end(emptyOk, false);
  expect(onCopied).not.toHaveBeenCalled();
  end();
  await vi.waitFor(() => expect(onCopied.mock.calls).toEqual([['ks']]));
  warming.copy(read('select 1 from t'));
  expect(sent[1]?.request).toMatchObject({ timeoutMs: 5_000 });
  // By reference, as a connection sends it.
  expect(sent[1]?.request.target).toBe(request.target);
});

test.each([
  ['a transaction', read('select a from t', { transactionId: 5n })],
  ['the beginning of one', read('select a from t', { begin: true })],
  ['a connection of the session', read('select a from t', { reservedId: 5n })],
  ['the making of one', read('select a from t', { reserve: true })],
  ['a replica’s read', read('select a from t', { target: { ...primary, tabletType: 'REPLICA' } })],
  ['the gate’s own', read('select a from t', { options: { workload: 'DBA' } as TabletRequest['options'] })],
  ['a commit', read('', { method: 'commit' })],
  ['a write', read('insert into t select a from u')],
  ['a locking read', read('select a from t where id = 1 for update')],
  ['another', read('select a from t lock in share mode')],
  ['numbers of a sequence', read('select next :n values from seq')],
  ['a file', read("select a from t into outfile 'x'")],
  ['a lock', read("select get_lock('a', 1)")],
])('%s is not copied', (_what, request) => {
  const { warming, sent } = opened();
  warming.copy(request);
  expect(sent).toEqual([]);
});

test('of the reads only so many in a hundred', () => {
  let next = 0;
  const { warming, sent } = opened(30, 100, () => (next++ % 100) / 100);
  for (let i = 0; i < 100; i++) warming.copy(read(`select ${i} from t`));
  expect(sent).toHaveLength(30);
});

test('only so many at one time, and one that fails makes room as any other', async () => {
  const { warming, sent, onCopied } = opened(100, 2);
  for (let i = 0; i < 5; i++) warming.copy(read('select a from t'));
  expect(sent).toHaveLength(2);
  sent[0]?.end(new Error('no replica'));
  await vi.waitFor(() => {
    warming.copy(read('select a from t'));
    expect(sent).toHaveLength(3);
  });
  expect(onCopied).not.toHaveBeenCalled();
});
