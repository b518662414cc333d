import { toProtoRow } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { TablePlan } from '../plan/table-plan.ts';
import { RowApplier } from './row-applier.ts';
import type { TransactionWriter } from './transaction-writer.ts';

/** The second row of a table is copied, and no later one. */
const upTo = {
  order: { compare: ([a]: unknown[], [b]: unknown[]) => Number(a) - Number(b) },
  fields: [0],
  lastKey: [Buffer.from('2')],
};

test('a change of a row that is not copied yet writes nothing, and is told as such', async () => {
  const applier = new RowApplier({} as TablePlan, upTo as never);
  const row = (id: number) => toProtoRow([Buffer.from(String(id))]);
  const apply = (before: number | null, after: number | null): Promise<string> =>
    applier.apply(
      {
        before: before && row(before),
        after: after && row(after),
        data_columns: null,
        json_partial_values: null,
      } as never,
      {} as TransactionWriter,
    );
  expect(await apply(null, 3)).toBe('noop insert');
  expect(await apply(3, 4)).toBe('noop update');
  expect(await apply(3, null)).toBe('noop delete');
});

test('a row that comes over the last key with what an update has logged of it only is refused', async () => {
  const applier = new RowApplier({ stream: { target: { name: 't' } } } as TablePlan, upTo as never);
  const change = {
    before: toProtoRow([Buffer.from('3'), null]),
    after: toProtoRow([Buffer.from('1'), null]),
    data_columns: { count: 2n, cols: Buffer.from([1]) },
    json_partial_values: null,
  };
  await expect(applier.apply(change as never, {} as TransactionWriter)).rejects.toThrow('binlog_row_image=FULL');
});
