import { VtError } from '@vt/base';
import { collationByName } from '@vt/collations';
import {
  type CompileEnv,
  compileExpression,
  type EvalType,
  type EvalWarning,
  evalTypeOf,
  Frame,
  rowReader,
  UnsupportedError,
} from '@vt/evalengine';
import { MysqlConnection } from '@vt/mysql';
import type { Flavor, TestMysqld } from '@vt/mysql/testing';
import { parse, SqlError } from '@vt/sqlparser';
import { collectResult, type Field, type Result, type Row, Type } from '@vt/sqltypes';
import { fieldDifference } from './fields.ts';
import { Dice, randomExpression } from './generate.ts';
import { plainSettings, randomSettings, type Settings, settingStatements } from './settings.ts';
import { columns, tableStatements, withOwnCollations } from './table.ts';

export type Difference = { readonly sql: string; readonly why: string };
export type Run = {
  readonly same: number;
  /** Expressions that the evaluator refuses, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  readonly different: readonly Difference[];
};

/** What is compared beside values and errors. */
export type Compared = { readonly fields?: boolean; readonly warnings?: boolean };

const NOW_MICROS = 1_700_000_000_000_000;
const DEPTH = 1;
const RELATIVE = 1e-13;
const PARSE_ERROR = 1064;
/** Expressions that are asked with the same settings. */
const A_SESSION = 100;

async function ask(connection: MysqlConnection, sql: string): Promise<Result> {
  const sink = collectResult();
  connection.query(Buffer.from(sql), sink);
  const [result] = await sink.results;
  if (!result) throw new Error(`no result: ${sql}`);
  return result;
}

type Answer =
  | { readonly rows: readonly Row[]; readonly field: Field; readonly warnings: readonly EvalWarning[] }
  | { readonly errno: number };

/** Evaluates `count` random expressions for every row, and compares with what the server says. */
export async function runExpressions(
  mysqld: TestMysqld,
  seed: number,
  count: number,
  flavor: Flavor = 'mysql',
  compared: Compared = {},
): Promise<Run> {
  const connection = await MysqlConnection.connect(mysqld.rootOptions);
  const askAll = async (statements: readonly string[]) => {
    for (const sql of statements) await ask(connection, sql);
  };
  try {
    await askAll([...settingStatements(plainSettings(flavor)), ...tableStatements(flavor)]);
    const dice = new Dice(seed);
    const tally = new Tally(flavor, compared);
    for (let i = 0; i < count; i++) {
      if (i % A_SESSION === 0) {
        const settings = dice.roll(2) === 0 ? plainSettings(flavor) : randomSettings(dice, flavor);
        await askAll(settingStatements(settings));
        tally.begin(settings, await ask(connection, 'select * from t order by id'));
      }
      const expression = withOwnCollations(randomExpression(dice, DEPTH), flavor);
      tally.add(expression, await answer(connection, expression, compared));
    }
    return tally;
  } finally {
    connection.close();
  }
}

async function answer(connection: MysqlConnection, expression: string, { warnings }: Compared): Promise<Answer> {
  try {
    const result = await ask(connection, `select ${expression} from t order by id`);
    const said = warnings && result.warnings > 0 ? (await ask(connection, 'show warnings')).rows : [];
    return {
      rows: result.rows,
      field: result.fields[0] as Field,
      warnings: said.map((row) => ({ errno: Number(textOf(row[1])), message: textOf(row[2]) })),
    };
  } catch (error) {
    const { errno } = error as { errno?: number };
    if (errno === undefined) throw error;
    return { errno };
  }
}

const textOf = (value: Uint8Array | null | undefined): string => Buffer.from(value ?? []).toString();

const OF_MARIADB: ReadonlyMap<number, number> = new Map([
  [255, 45],
  [278, 46],
  [309, 46],
]);

type Evaluated = {
  readonly values: readonly (Uint8Array | null)[];
  readonly type: EvalType;
  readonly warnings: readonly EvalWarning[];
};

class Tally implements Run {
  same = 0;
  readonly refused = new Map<string, number>();
  readonly different: Difference[] = [];
  readonly #flavor: Flavor;
  readonly #compared: Compared;
  #settings: Settings;
  #rows: readonly Row[] = [];
  #types: ReadonlyMap<string, { index: number; type: EvalType }> = new Map();

  constructor(flavor: Flavor, compared: Compared) {
    this.#flavor = flavor;
    this.#compared = compared;
    this.#settings = plainSettings(flavor);
  }

  /** What follows is asked with these settings, of this table. */
  begin(settings: Settings, table: Result): void {
    this.#settings = settings;
    this.#rows = table.rows;
    const own = (id: number | undefined) =>
      this.#flavor === 'mariadb' && id !== undefined ? (OF_MARIADB.get(id) ?? id) : id;
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
    else if (why !== undefined) this.different.push({ sql: expression, why: `${why}${this.#told()}` });
  }

  /** The settings that are not the plain ones. */
  #told(): string {
    const plain = Object.entries(plainSettings(this.#flavor));
    const own = plain.flatMap(([name, value]) => {
      const set = this.#settings[name as keyof Settings];
      return set === value ? [] : [`${name} '${set}'`];
    });
    return own.length === 0 ? '' : ` with ${own.join(', ')}`;
  }

  /** Empty for the same, undefined for a refusal. */
  #compare(expression: string, theirs: Answer): string | undefined {
    let ours: Evaluated;
    try {
      ours = this.#evaluate(expression);
    } catch (error) {
      if (error instanceof UnsupportedError) return this.#refuse(error.message);
      const errno = error instanceof VtError || error instanceof SqlError ? error.errno : undefined;
      if (errno === undefined) throw error;
      if (!('errno' in theirs)) return `error ${errno}, mysqld has none`;
      return errno === theirs.errno ? '' : `error ${errno}, mysqld's is ${theirs.errno}`;
    }
    if ('errno' in theirs) return `no error, mysqld's is ${theirs.errno}`;
    const { values } = ours;
    const at = values.findIndex((value, row) => !isSame(value, theirs.rows[row]?.[0] ?? null, theirs.field.type));
    if (at >= 0) return `row ${at}: ${show(values[at] ?? null)}, mysqld's is ${show(theirs.rows[at]?.[0] ?? null)}`;
    const field = this.#compared.fields ? fieldDifference(ours.type, theirs.field) : '';
    if (field !== '') return field;
    return this.#compared.warnings ? warningDifference(ours.warnings, theirs.warnings) : '';
  }

  #refuse(reason: string): undefined {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  #environment(): CompileEnv {
    const { sqlMode, timeZone, collation, divPrecisionIncrement, defaultWeekFormat } = this.#settings;
    const id = collationByName(collation)?.id;
    if (id === undefined) throw new Error(`no collation ${collation}`);
    const flavor = this.#flavor;
    const column: CompileEnv['column'] = ({ name }) => this.#types.get(name);
    return { column, sqlMode, timeZone, collation: id, divPrecisionIncrement, defaultWeekFormat, flavor };
  }

  #evaluate(expression: string): Evaluated {
    const statement = parse(`select ${expression}`, { sqlMode: this.#settings.sqlMode, flavor: this.#flavor });
    const column = statement.kind === 'Select' ? statement.columns[0] : undefined;
    if (column?.kind !== 'AliasedExpr') throw new Error(`no expression: ${expression}`);
    const compiled = compileExpression(column.expr, this.#environment());
    if (compiled.kind === 'Unsupported') throw new UnsupportedError(compiled.reason);
    const frame = new Frame({ nowMicros: NOW_MICROS });
    const values = this.#rows.map((row) => {
      frame.row = rowReader(row);
      return compiled.text(frame);
    });
    return { values, type: compiled.type, warnings: frame.warnings };
  }
}

const show = (value: Uint8Array | null) =>
  value === null ? 'NULL' : JSON.stringify(Buffer.from(value).toString('latin1'));

/** By what is said, not how often: mysqld says it as often as it happens to compute it. */
function warningDifference(ours: readonly EvalWarning[], theirs: readonly EvalWarning[]): string {
  const texts = (warnings: readonly EvalWarning[]) => [
    ...new Set(warnings.map(({ errno, message }) => `${errno} ${message}`)),
  ];
  const [own, other] = [texts(ours).sort(), texts(theirs).sort()];
  return own.join('\n') === other.join('\n')
    ? ''
    : `warnings ${JSON.stringify(own)}, mysqld's are ${JSON.stringify(other)}`;
}

/** Doubles may differ in their last digit: not every C library rounds its functions alike. */
function isSame(a: Uint8Array | null, b: Uint8Array | null, type: number): boolean {
  if (a === null || b === null) return a === b;
  if (Buffer.compare(a, b) === 0) return true;
  if (type !== Type.FLOAT64) return false;
  const [x, y] = [Number(Buffer.from(a).toString()), Number(Buffer.from(b).toString())];
  return Math.abs(x - y) <= RELATIVE * Math.max(Math.abs(x), Math.abs(y));
}
