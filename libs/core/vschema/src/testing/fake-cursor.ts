import { VtError } from '@vt/base';
import type { BindValue, Row } from '@vt/sqltypes';
import type { LookupPort, LookupStatement } from '../lookup/port.ts';

/** What the recorded suite tells its stand-in for a session to answer. */
export type CursorScript = {
  readonly numRows?: number;
  readonly mustFail?: boolean;
  readonly result?: { readonly rows: readonly Row[] };
  readonly results?: readonly ({ readonly rows: readonly Row[] } | null)[];
  readonly errors?: readonly (Error | { readonly msg: string } | null)[];
};

/** Answers lookup statements from a script: in turn, or with every pair of the numbers 1 to `numRows`. */
export class FakeCursor implements LookupPort {
  readonly locking = false;
  readonly #script: CursorScript;
  #calls = 0;

  constructor(script: CursorScript | null) {
    this.#script = script ?? {};
  }

  async run({ sql }: LookupStatement): Promise<readonly Row[]> {
    const { mustFail, results, errors, result, numRows = 0 } = this.#script;
    if (mustFail) throw new VtError({ code: 'UNKNOWN', message: 'execute failed' });
    if (results) return this.#next(results, errors ?? []);
    if (!sql.startsWith('select')) return [];
    if (result) return result.rows;
    const numbers = Array.from({ length: numRows }, (_, i) => Buffer.from(String(i + 1)));
    return numbers.flatMap((from) => numbers.map((to): Row => [from, to]));
  }

  runAt(_keyspace: string, _keyspaceId: Uint8Array, statement: LookupStatement): Promise<readonly Row[]> {
    return this.run(statement);
  }

  #next(results: NonNullable<CursorScript['results']>, errors: NonNullable<CursorScript['errors']>): readonly Row[] {
    const call = this.#calls++;
    const error = errors[call];
    if (error) throw error instanceof Error ? error : new VtError({ code: 'UNKNOWN', message: error.msg });
    return results[call]?.rows ?? [];
  }
}

export function rowsOf(rows: readonly (readonly BindValue[])[]): Row[] {
  return rows.map((row) => row.map(({ value }) => value));
}
