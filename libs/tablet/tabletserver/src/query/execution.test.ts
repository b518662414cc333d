import type { MysqlConnection } from '@vt/mysql';
import { emptyOk, type ResultSink } from '@vt/sqltypes';
import { expect, test, vi } from 'vitest';
import { readStatement } from '../statement/statement.ts';
import { Execution, type Outcome } from './execution.ts';
import type { Killer } from './killer.ts';

/** A statement under way on a connection that answers as the test says. */
function started(sql: string) {
  const sink = {
    onDrain: undefined,
    columns: () => {},
    rows: () => true,
    end: vi.fn<ResultSink['end']>(),
    error: () => {},
  };
  const connection = { query: () => {}, execute: async () => ({ rows: [] }), inFlight: 1 };
  const killQuery = vi.fn<Killer['killQuery']>(async () => {});
  let done: (outcome: Outcome) => void = () => {};
  const outcome = new Promise<Outcome>((resolve) => {
    done = resolve;
  });
  const execution = new Execution({
    statement: readStatement(sql),
    user: 'u',
    sink: sink as ResultSink,
    limits: { rowsMax: 0, timeoutMs: 1 },
    killer: { killQuery } as unknown as Killer,
    wantsDiagnostics: false,
    owner: { done: (_, how) => done(how) },
    onDone: () => {},
  });
  execution.run(connection as unknown as MysqlConnection, sql);
  return { execution, sink, killQuery, outcome };
}

const late = Number.POSITIVE_INFINITY;

test('a write that was done before the kill for its time reached it has succeeded: who was told else would do it twice', async () => {
  const { execution, sink, killQuery, outcome } = started('update t set n = n + 1 where id = 1');
  execution.checkTime(late);
  expect(killQuery).toHaveBeenCalled();
  execution.end({ ...emptyOk, affectedRows: 1n }, false);
  expect(await outcome).toMatchObject({ error: undefined, affectedRows: 1n, wasKilled: true });
  expect(sink.end).toHaveBeenCalledOnce();
});

test('what is not all of an answer is none: rows that came after the time was over', async () => {
  const { execution, sink, outcome } = started('insert into t values (1) returning id');
  execution.checkTime(late);
  execution.columns([], 'text');
  execution.rows(Buffer.alloc(0));
  execution.end(emptyOk, false);
  expect(await outcome).toMatchObject({ error: { errno: 3024 } });
  expect(sink.end).not.toHaveBeenCalled();
});

test('a read whose time is over has failed, whatever it says', async () => {
  const { execution, outcome } = started('select sleep(10)');
  execution.checkTime(late);
  execution.end(emptyOk, false);
  expect(await outcome).toMatchObject({ error: { errno: 3024 } });
});
