import type { PlanNode } from '@vt/plan';
import { BINARY_CHARSET, type Field, type Row, Type } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { type Cursor, fixedCursor, type RowPrimitive, rowPrimitive } from '../rows/cursor.ts';
import type { SpillPort } from '../rows/spill-port.ts';

const UTF8MB4 = 255;

export function fieldOfType(name: string, type: number): Field {
  const charset = type === Type.VARCHAR ? UTF8MB4 : BINARY_CHARSET;
  const plain = { table: '', orgTable: '', database: '', orgName: '', columnType: '' };
  return { ...plain, name, type, charset, columnLength: 64, decimals: 0, flags: 0 };
}

/** Rows in batches of some size, and who has not closed them. */
export class FixedRows {
  readonly #fields: readonly Field[];
  readonly #batches: readonly (readonly Row[])[];
  open = 0;

  constructor(fields: readonly Field[], rows: readonly Row[], batchRows: number) {
    this.#fields = fields;
    this.#batches = Array.from({ length: Math.ceil(rows.length / batchRows) }, (_, i) =>
      rows.slice(i * batchRows, (i + 1) * batchRows),
    );
  }

  readonly primitive: RowPrimitive = rowPrimitive(async () => {
    this.open++;
    let at = 0;
    return {
      ...fixedCursor(this.#fields, []),
      next: async () => this.#batches[at++],
      close: async () => void this.open--,
    };
  });
}

/** Stands for a plan node: `build` finds its steps. */
export const nodeOf = (nth: number): PlanNode => ({ kind: 'Rows', nth }) as unknown as PlanNode;

/** A context for steps that reach no shards. */
export function contextWith(spill: SpillPort | undefined, limits: Partial<ExecutionContext> = {}): ExecutionContext {
  return {
    binds: {},
    signal: new AbortController().signal,
    memoryRowsMax: 1_000_000,
    ...(spill && { spill }),
    ...limits,
  } as ExecutionContext;
}

export async function allRows(cursor: Cursor): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    for (let batch = await cursor.next(); batch; batch = await cursor.next()) rows.push(...batch);
    return rows;
  } finally {
    await cursor.close();
  }
}

export const textOf = (rows: readonly Row[]): string[] =>
  rows.map((row) => JSON.stringify(row.map((value) => value && Buffer.from(value).toString())));
