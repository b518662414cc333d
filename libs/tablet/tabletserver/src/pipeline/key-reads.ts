import { parse, type Select, visit } from '@vt/sqlparser';
import { type BindValue, isIntegral, isQuoted, isText, Type } from '@vt/sqltypes';
import type { KeyColumnKind, SchemaTable } from '../schema/schema-engine.ts';
import type { Statement } from '../statement/statement.ts';

/** A bind variable that a column of the key is compared with. */
type KeyPlace = { readonly index: number; readonly kind: KeyColumnKind };

type Tables = ReadonlyMap<string, SchemaTable>;

/** What a statement was found to be while the schema was `tables`. */
type Known = { readonly tables: Tables; readonly places: readonly KeyPlace[] | undefined };

/** Nothing else in a statement: no function, whose time or warnings nobody knows; no hint that keeps mysqld from the key. */
const plainKinds: ReadonlySet<string> = new Set([
  'AliasedExpr',
  'AliasedTableExpr',
  'AndExpr',
  'Argument',
  'BoolVal',
  'ColName',
  'ComparisonExpr',
  'Limit',
  'Literal',
  'NullVal',
  'Order',
  'Select',
  'StarExpr',
  'TableName',
]);

/** Tells reads of one row by its primary key: what mysqld answers at once, whatever is in the table. */
export class KeyReads {
  readonly #tables: () => Tables;
  readonly #dbName: string;
  readonly #known = new WeakMap<Statement, Known>();

  constructor(tables: () => Tables, dbName: string) {
    this.#tables = tables;
    this.#dbName = dbName;
  }

  /** @param values one for each place of the statement. Those of another type than the key's keep mysqld from using it. */
  includes(statement: Statement, values: readonly BindValue[]): boolean {
    const places = values.length > 0 ? this.#placesOf(statement) : undefined;
    if (!places) return false;
    for (const { index, kind } of places) {
      const value = values[index];
      if (!value || !(value.type === Type.RAW ? isLiteral(value.value, kind) : isOfKind(value.type, kind)))
        return false;
    }
    return true;
  }

  /** The statement is none, whatever it looks like. */
  exclude(statement: Statement): void {
    this.#known.set(statement, { tables: this.#tables(), places: undefined });
  }

  #placesOf(statement: Statement): readonly KeyPlace[] | undefined {
    const tables = this.#tables();
    const known = this.#known.get(statement);
    if (known && known.tables === tables) return known.places;
    const places = statement.isFickle ? undefined : readPlaces(statement, tables, this.#dbName);
    this.#known.set(statement, { tables, places });
    return places;
  }
}

function isOfKind(type: number, kind: KeyColumnKind): boolean {
  switch (kind) {
    case 'integer':
      return isIntegral(type);
    case 'text':
      return isQuoted(type) && isText(type);
    case 'binary':
      return isQuoted(type);
  }
}

const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** A literal as the client wrote it: digits alone, or a text in quotes with nothing before them. */
function isLiteral(literal: Uint8Array, kind: KeyColumnKind): boolean {
  if (kind !== 'integer') return literal[0] === QUOTE || literal[0] === DOUBLE_QUOTE;
  for (const byte of literal) if (byte < DIGIT_0 || byte > DIGIT_9) return false;
  return true;
}

function readPlaces(statement: Statement, tables: Tables, dbName: string): readonly KeyPlace[] | undefined {
  const select = plainSelect(statement.sql);
  const [from] = select?.from ?? [];
  if (!select?.where || select.from.length !== 1 || from?.kind !== 'AliasedTableExpr') return undefined;
  if (from.expr.kind !== 'TableName' || from.systemTime || from.sample) return undefined;
  const { name, qualifier } = from.expr;
  const table = qualifier === '' || qualifier === dbName ? tables.get(name) : undefined;
  if (!table?.key) return undefined;
  const compared = comparedColumns(select.where);
  const places: KeyPlace[] = [];
  for (const [column, kind] of table.key) {
    const argument = compared.get(column);
    const index = argument === undefined ? -1 : statement.binds.findIndex((bind) => bind.name === argument);
    if (index < 0) return undefined;
    places.push({ index, kind });
  }
  return places.length > 0 ? places : undefined;
}

/** A SELECT of plain things only, of one block. */
function plainSelect(sql: string): Select | undefined {
  let tree: ReturnType<typeof parse>;
  try {
    tree = parse(sql);
  } catch {
    return undefined;
  }
  if (tree.kind !== 'Select' || tree.options.length > 0 || tree.locks.length > 0 || tree.procedure) return undefined;
  let isPlain = true;
  visit(tree, ({ kind }) => {
    isPlain &&= plainKinds.has(kind);
    return isPlain;
  });
  return isPlain ? tree : undefined;
}

/** Names of columns that must equal a bind variable, with its name. One table: whose columns they are is not asked. */
function comparedColumns(where: NonNullable<Select['where']>): ReadonlyMap<string, string> {
  const compared = new Map<string, string>();
  for (const expr of where.kind === 'AndExpr' ? where.exprs : [where]) {
    if (expr.kind !== 'ComparisonExpr' || expr.operator !== '=' || expr.modifier !== '') continue;
    const sides = [expr.left, expr.right];
    const column = sides.find((side) => side.kind === 'ColName');
    const argument = sides.find((side) => side.kind === 'Argument');
    if (column && argument) compared.set(column.name.toLowerCase(), argument.name);
  }
  return compared;
}
