import type { VtError } from '@vt/base';
import { type NodeOf, print, SqlError, type Statement } from '@vt/sqlparser';
import type { ResultSink } from '@vt/sqltypes';
import { LRUCache } from 'lru-cache';
import { countParams } from '../../mysql/limit-params.ts';
import type { Session } from '../../session/session.ts';
import { isOtherWord } from '../../statements/passthrough.ts';
import { classify } from '../../text/classify.ts';
import type { ScanMode } from '../../text/scan.ts';
import { asVtError } from '../errors/sql-error.ts';
import { parseAsServer } from '../texts/mariadb-syntax.ts';
import type { Description } from './described-by-mysqld.ts';

const KEPT_MAX = 1_000;

/** What is said of prepared statements, by what it depends on. */
export class Descriptions {
  readonly #kept = new LRUCache<string, Description>({ max: KEPT_MAX });

  get(key: string): Description | undefined {
    return this.#kept.get(key);
  }

  set(key: string, description: Description): void {
    this.#kept.set(key, description);
  }
}

export function descriptionKey(session: Session, version: number, sql: string): string {
  const { keyspace, tabletType, destination } = session.target;
  const settings = session.settingStatements().join(';');
  return [keyspace, tabletType, JSON.stringify(destination ?? null), session.sqlMode, settings, version, sql].join('|');
}

/** Names that mean nothing or too much, and columns that do not fit: MySQL says so when a statement is prepared. */
const PREPARE_ERRNOS = new Set([
  1046, 1049, 1051, 1052, 1054, 1055, 1056, 1060, 1066, 1109, 1111, 1146, 1222, 1241, 1248, 1305, 1582,
]);

export function isSaidAtPrepare({ errno }: VtError): boolean {
  return errno !== undefined && PREPARE_ERRNOS.has(errno);
}

/**
 * The statement that has the columns of `sql` and no rows: its parameters are NULL. Undefined: none that we know.
 * @throws a syntax error in MySQL's words for a SELECT or change of rows that is none.
 */
export function fieldQuery(
  session: Session,
  sql: string,
  params: readonly number[],
  mode: ScanMode,
  serverVersion: string,
): string | undefined {
  if (!isOurs(sql, mode)) return undefined;
  const parsed = (text: string) => parseAsServer(text, session.sqlMode, serverVersion);
  try {
    const statement = parsed(fill(sql, params, countParams(sql, mode)));
    if (!isQuery(statement) || mode.ansiQuotes || ('into' in statement && statement.into)) return undefined;
    if (statement.kind === 'Select' && statement.columns.some(({ kind }) => kind === 'Nextval')) return undefined;
    const limit = { kind: 'Limit', offset: null, rowCount: { kind: 'Literal', type: 'Int', value: '0' } } as const;
    const named = withNames(statement, parsed(sql)) as Query;
    if (named.kind === 'Select') return print({ ...named, limit, locks: [], options: [] });
    return print(named.kind === 'ValuesStatement' ? { ...named, limit } : { ...named, limit, locks: [] });
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw asVtError(errorOf(() => parsed(sql)) ?? error);
  }
}

/** What is wrong with a statement as it was written, with its question marks. */
function errorOf(parse: () => unknown): SqlError | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

/** A SHOW that has its columns without being told more. */
export function isPlainShow(sql: string, params: readonly number[], mode: ScanMode): boolean {
  const { kind, second } = classify(sql, mode);
  return params.length === 0 && kind === 'show' && second?.text !== 'CREATE';
}

type Query = NodeOf<'Select' | 'TableStatement' | 'Union' | 'ValuesStatement'>;
const QUERIES: ReadonlySet<string> = new Set<Query['kind']>(['Select', 'TableStatement', 'Union', 'ValuesStatement']);
/** Columns and literals, which have names of their own kinds. */
const NAMED_OTHERWISE: ReadonlySet<string> = new Set(['BoolVal', 'ColName', 'Literal', 'NullVal']);
/** MySQL's longest name of a column. */
const NAME_CHARS_MAX = 64;

function isQuery(statement: Statement): statement is Query {
  return QUERIES.has(statement.kind);
}

/** Columns are called as they are written, with their question marks; those of a UNION as in its first SELECT. */
function withNames(statement: Statement, written: Statement): Statement {
  if (statement.kind === 'Union' && written.kind === 'Union')
    return { ...statement, left: withNames(statement.left, written.left) as typeof statement.left };
  if (statement.kind !== 'Select' || written.kind !== 'Select') return statement;
  const columns = statement.columns.map((column, i) => {
    const own = written.columns[i];
    if (column.kind !== 'AliasedExpr' || own?.kind !== 'AliasedExpr') return column;
    const text = own.text ?? '';
    if (column.as !== '' || (NAMED_OTHERWISE.has(column.expr.kind) && text !== '?')) return column;
    return text !== '' && text.length <= NAME_CHARS_MAX ? { ...column, as: text } : column;
  });
  return { ...statement, columns };
}

/** Reads and changes of rows; and what begins with no word that a statement begins with. */
function isOurs(sql: string, mode: ScanMode): boolean {
  const { kind, first } = classify(sql, mode);
  if (kind === 'other') return first !== undefined && !isOtherWord(first.text);
  return ['select', 'insert', 'update', 'delete', 'replace'].includes(kind);
}

/** `counts`: where MySQL's grammar has whole numbers only. */
function fill(sql: string, params: readonly number[], counts: ReadonlySet<number>): string {
  let out = '';
  let copied = 0;
  for (const offset of params) {
    out += `${sql.slice(copied, offset)}${counts.has(offset) ? '1' : 'NULL'}`;
    copied = offset + 1;
  }
  return out + sql.slice(copied);
}

/** Keeps the columns of an answer. */
export class ColumnsSink implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  definitions: readonly Uint8Array[] = [];

  columns(definitions: readonly Uint8Array[]): void {
    if (this.definitions.length === 0) this.definitions = definitions.map((definition) => Uint8Array.from(definition));
  }

  rows(): boolean {
    return true;
  }

  end(): void {}

  error(): void {}
}
