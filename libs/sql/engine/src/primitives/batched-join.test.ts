import { VtError } from '@vt/base';
import type { Join, JoinBatch, PlanNode, Route } from '@vt/plan';
import { type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { ExecutionContext, ShardRunner } from '../context.ts';
import { fixedCursor, type RowPrimitive, rowPrimitive } from '../rows/cursor.ts';
import { allRows, contextWith, FixedRows, fieldOfType, nodeOf, textOf } from '../testing/fixed-rows.ts';
import { seededRandom } from '../testing/random.ts';
import type { Clock } from './batched-join.ts';
import { join } from './join.ts';

const LEFT_ROWS = 5_000;
const RIGHT_ROWS = 2_000;
/** ms that a batch takes; of all right rows each 256 take `wholeMs`. */
const BATCH_MS = 10;

const { random, seed } = seededRandom(20_262);
const fields = [fieldOfType('k', Type.INT64), fieldOfType('n', Type.VARCHAR)];
const rowsOf = (count: number, name: string): Row[] =>
  Array.from({ length: count }, (_, i) => [
    random() < 0.1 ? null : Buffer.from(String(Math.floor(random() * 900))),
    Buffer.from(`${name}${i}`),
  ]);

const rowLimit = new VtError({ code: 'ABORTED', message: 'Row count exceeded 10000' });

type Asked = { batches: number; whole: number; aborted: number; open: number };

/** What all right rows at once may meet. */
type Trouble = { readonly error?: Error; readonly after?: Clock['after']; readonly valuesMax?: number };

function joined(
  variant: Join['variant'],
  wholeMs: number,
  { error, after = () => () => {}, valuesMax = 1_000 }: Trouble = {},
) {
  let clock = 0;
  const asked: Asked = { batches: 0, whole: 0, aborted: 0, open: 0 };
  const sides = { left: rowsOf(LEFT_ROWS, 'l'), right: rowsOf(RIGHT_ROWS, 'r') };
  const left = new FixedRows(fields, sides.left, 256);
  const opened = (ms: number, count: (ctx: ExecutionContext) => void): RowPrimitive =>
    rowPrimitive(async (ctx) => {
      count(ctx);
      asked.open++;
      const list = ctx.binds['k_list']?.values?.map(({ value }) => String(value));
      const wanted = list && new Set(list);
      const given = wanted ? sides.right.filter(([key]) => key && wanted.has(String(key))) : sides.right;
      let at = 0;
      return {
        ...fixedCursor(fields, []),
        async next() {
          clock += at === 0 || ms === wholeMs ? ms : 0;
          const rows = given.slice(at, at + 256);
          at += 256;
          return rows.length > 0 ? rows : undefined;
        },
        async close() {
          asked.open--;
          if (ctx.signal.aborted) asked.aborted++;
        },
      };
    });
  const steps = [
    left.primitive,
    opened(BATCH_MS, () => {
      throw new Error('row by row');
    }),
    opened(BATCH_MS, (ctx) => {
      asked.batches++;
      if ((ctx.binds['k_list']?.values?.length ?? 0) > valuesMax) throw rowLimit;
    }),
    opened(wholeMs, () => {
      asked.whole++;
      if (error) throw error;
    }),
  ];
  const batch: JoinBatch = {
    right: nodeOf(2) as Route,
    whole: nodeOf(3) as Route,
    keys: [{ list: 'k_list', left: 0, right: 0, collation: undefined }],
  };
  const node: Join = {
    kind: 'Join',
    variant,
    left: nodeOf(0),
    right: nodeOf(1),
    columns: [-1, -2, 1, 2],
    vars: { k: 0 },
    batch,
  };
  const primitive = join(node, (input: PlanNode) => steps[(input as unknown as { nth: number }).nth] as RowPrimitive, {
    now: () => clock,
    after,
  }) as RowPrimitive;
  return {
    asked,
    sides,
    async rows(limits: Partial<ExecutionContext> = {}): Promise<string[]> {
      const rows = textOf(
        await allRows(await primitive.open(contextWith(undefined, { ...limits, runner: limits.runner ?? runner }))),
      );
      expect({ left: left.open, right: asked.open }).toEqual({ left: 0, right: 0 });
      return rows.sort();
    },
  };
}

const runner = {} as ShardRunner;

function expected(
  { left, right }: { left: readonly Row[]; right: readonly Row[] },
  variant: Join['variant'],
): string[] {
  const found = new Map<string, Row[]>();
  for (const row of right) if (row[0]) found.set(String(row[0]), [...(found.get(String(row[0])) ?? []), row]);
  const rows = left.flatMap((row): Row[] => {
    const matches = row[0] ? (found.get(String(row[0])) ?? []) : [];
    if (matches.length === 0) return variant === 'LeftJoin' ? [[...row, null, null]] : [];
    return matches.map((match) => [...row, ...match]);
  });
  return textOf(rows).sort();
}

test.each(['Join', 'LeftJoin'] as const)(
  `all right rows are read once and kept when eight batches took longer (%s, seed ${seed})`,
  async (variant) => {
    const { asked, sides, rows } = joined(variant, 1);
    expect(await rows()).toEqual(expected(sides, variant));
    expect(asked).toMatchObject({ batches: 8, whole: 1, aborted: 0 });
  },
);

test(`what takes longer than the batches did is given up, and tried again after four times as much (seed ${seed})`, async () => {
  const { asked, sides, rows } = joined('Join', 70);
  expect(await rows()).toEqual(expected(sides, 'Join'));
  // 80 ms of batches are less than eight times 70, 320 are, too, and there are no 1,280.
  expect(asked).toMatchObject({ batches: 40, whole: 2, aborted: 2 });
});

test(`what memory has no room for is not kept, nor tried again (seed ${seed})`, async () => {
  const { asked, sides, rows } = joined('Join', 1);
  expect(
    await rows({ spill: { runBytesMax: 40_000, create: () => Promise.reject(new Error('nothing is put aside')) } }),
  ).toEqual(expected(sides, 'Join'));
  expect(asked).toMatchObject({ batches: 40, whole: 1, aborted: 1 });
});

test.each([
  ['a transaction', { runner: { exclusive: true } as ShardRunner }],
  ['a statement that takes its rows at once', { takesWhole: true }],
])(`all is asked for in batches in %s (seed ${seed})`, async (_, limits) => {
  const { asked, sides, rows } = joined('Join', 1);
  expect(await rows(limits)).toEqual(expected(sides, 'Join'));
  expect(asked.whole).toBe(0);
});

test(`what fails for all rows at once is asked for in batches (seed ${seed})`, async () => {
  const { asked, sides, rows } = joined('Join', 1, { error: rowLimit });
  expect(await rows()).toEqual(expected(sides, 'Join'));
  expect(asked).toMatchObject({ batches: 40, whole: 1 });
});

test(`shards that are silent are not waited for longer than the batches took (seed ${seed})`, async () => {
  const waits: number[] = [];
  const after: Clock['after'] = (ms, call) => {
    waits.push(ms);
    call();
    return () => {};
  };
  const { asked, sides, rows } = joined('Join', 1, { after });
  expect(await rows()).toEqual(expected(sides, 'Join'));
  expect(waits).toEqual([80, 320]);
  expect(asked).toMatchObject({ batches: 40, aborted: 2 });
});

test(`fewer are asked for at once where a shard has too many rows for them (seed ${seed})`, async () => {
  const { asked, sides, rows } = joined('LeftJoin', 1, { error: rowLimit, valuesMax: 50 });
  expect(await rows()).toEqual(expected(sides, 'LeftJoin'));
  expect(asked.batches).toBeGreaterThan(100);
});

test(`fewer are asked for at once where memory has no room for the rows of many (seed ${seed})`, async () => {
  const { asked, sides, rows } = joined('LeftJoin', 1);
  expect(await rows({ memoryRowsMax: 50 })).toEqual(expected(sides, 'LeftJoin'));
  expect(asked.batches).toBeGreaterThan(100);
});
