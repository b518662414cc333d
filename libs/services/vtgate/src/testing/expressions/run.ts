import { VtError } from '@vt/base';
import { compileExpression, type EvalType, evalTypeOf, Frame, rowReader, UnsupportedError } from '@vt/evalengine';
import { MysqlConnection } from '@vt/mysql';
import type { Flavor, TestMysqld } from '@vt/mysql/testing';
import { parse, SqlError } from '@vt/sqlparser';
import { collectResult, type Result, type Row, Type } from '@vt/sqltypes';
import { Dice, randomExpression } from './generate.ts';
import { columns, tableStatements } from './table.ts';

export type Difference = { readonly sql: string; readonly why: string };
export type Run = {
  readonly same: number;
  /** Expressions that the evaluator refuses, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  readonly different: readonly Difference[];
};

const NOW_MICROS = 1_700_000_000_000_000;
const DEPTH = 1;
const RELATIVE = 1e-13;
const PARSE_ERROR = 1064;

async function ask(connection: MysqlConnection, sql: string): Promise<Result> {
  const sink = collectResult();
  connection.query(Buffer.from(sql), sink);
  const [result] = await sink.results;
  if (!result) throw new Error(`no result: ${sql}`);
  return result;
}

type Answer = { readonly rows: readonly Row[]; readonly type: number } | { readonly errno: number };

/** What both servers are told: their own defaults differ. */
const MODE = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO';
const UTF8MB4_0900_AI_CI = 255;
const UTF8MB4_GENERAL_CI = 45;

/** Evaluates `count` random expressions for every row, and compares with what the server says. */
export async function runExpressions(
  mysqld: TestMysqld,
  seed: number,
  count: number,
  flavor: Flavor = 'mysql',
): Promise<Run> {
  const connection = await MysqlConnection.connect(mysqld.rootOptions);
  try {
    const collation = flavor === 'mariadb' ? 'utf8mb4_general_ci' : 'utf8mb4_0900_ai_ci';
    for (const sql of [`set names utf8mb4 collate ${collation}`, `set sql_mode = '${MODE}'`, ...tableStatements()])
      await ask(connection, sql);
    const table = await ask(connection, 'select * from t order by id');
    const dice = new Dice(seed);
    const tally = new Tally(table, flavor);
    for (let i = 0; i < count; i++) {
      const expression = randomExpression(dice, DEPTH);
      tally.add(expression, await answer(connection, expression));
    }
    return tally;
  } finally {
    connection.close();
  }
}

async function answer(connection: MysqlConnection, expression: string): Promise<Answer> {
  try {
    const result = await ask(connection, `select ${expression} from t order by id`);
    return { rows: result.rows, type: result.fields[0]?.type ?? 0 };
  } catch (error) {
    const { errno } = error as { errno?: number };
    if (errno === undefined) throw error;
    return { errno };
  }
}

class Tally implements Run {
  same = 0;
  readonly refused = new Map<string, number>();
  readonly different: Difference[] = [];
  readonly #rows: readonly Row[];
  readonly #types: ReadonlyMap<string, { index: number; type: EvalType }>;

  readonly #flavor: Flavor;

  constructor(table: Result, flavor: Flavor) {
    this.#flavor = flavor;
    this.#rows = table.rows;
    const own = (collation: number | undefined) =>
      flavor === 'mariadb' && collation === UTF8MB4_0900_AI_CI ? UTF8MB4_GENERAL_CI : collation;
    const collations = new Map(columns.map(({ name, collation }) => [name, own(collation)]));
    this.#types = new Map(
      table.fields.map((field, index) => {
        const type = evalTypeOf(field);
        return [field.name, { index, type: { ...type, collation: collations.get(field.name) ?? type.collation } }];
      }),
    );
  }

  add(expression: string, theirs: Answer): void {
    if ('errno' in theirs && theirs.errno === PARSE_ERROR) return;
    const why = this.#compare(expression, theirs);
    if (why === '') this.same++;
    else if (why !== undefined) this.different.push({ sql: expression, why });
  }

  /** Empty for the same, undefined for a refusal. */
  #compare(expression: string, theirs: Answer): string | undefined {
    let ours: readonly (Uint8Array | null)[];
    try {
      ours = this.#evaluate(expression);
    } catch (error) {
      if (error instanceof UnsupportedError) return this.#refuse(error.message);
      const errno = error instanceof VtError || error instanceof SqlError ? error.errno : undefined;
      if (errno === undefined) throw error;
      return 'errno' in theirs ? '' : `error ${errno}, mysqld has none`;
    }
    if ('errno' in theirs) return `no error, mysqld's is ${theirs.errno}`;
    const at = ours.findIndex((value, row) => !isSame(value, theirs.rows[row]?.[0] ?? null, theirs.type));
    return at < 0 ? '' : `row ${at}: ${show(ours[at] ?? null)}, mysqld's is ${show(theirs.rows[at]?.[0] ?? null)}`;
  }

  #refuse(reason: string): undefined {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  #evaluate(expression: string): (Uint8Array | null)[] {
    const statement = parse(`select ${expression}`);
    const column = statement.kind === 'Select' ? statement.columns[0] : undefined;
    if (column?.kind !== 'AliasedExpr') throw new Error(`no expression: ${expression}`);
    const compiled = compileExpression(column.expr, {
      column: ({ name }) => this.#types.get(name),
      sqlMode: MODE,
      ...(this.#flavor === 'mariadb' && { flavor: 'mariadb', collation: UTF8MB4_GENERAL_CI }),
    });
    if (compiled.kind === 'Unsupported') throw new UnsupportedError(compiled.reason);
    const frame = new Frame({ nowMicros: NOW_MICROS });
    return this.#rows.map((row) => {
      frame.row = rowReader(row);
      return compiled.text(frame);
    });
  }
}

const show = (value: Uint8Array | null) =>
  value === null ? 'NULL' : JSON.stringify(Buffer.from(value).toString('latin1'));

/** Doubles may differ in their last digit: not every C library rounds its functions alike. */
function isSame(a: Uint8Array | null, b: Uint8Array | null, type: number): boolean {
  if (a === null || b === null) return a === b;
  if (Buffer.compare(a, b) === 0) return true;
  if (type !== Type.FLOAT64) return false;
  const [x, y] = [Number(Buffer.from(a).toString()), Number(Buffer.from(b).toString())];
  return Math.abs(x - y) <= RELATIVE * Math.max(Math.abs(x), Math.abs(y));
}
