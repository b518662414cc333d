import { isMariadbVersion } from '@vt/mysql';
import {
  childFields,
  type Expr,
  type Node,
  parse,
  quoteName,
  quoteString,
  rewrite,
  type Statement,
  visit,
  visitButLiterals,
} from '@vt/sqlparser';
import {
  decodeColumnDefinition,
  decodeTextRow,
  encodeTextRow,
  type Field,
  type ResultSink,
  RowAssembler,
} from '@vt/sqltypes';
import type { VSchema } from '@vt/vschema';
import { databaseOf, defaultDatabase } from '../../gateway/database-name.ts';
import type { ClientProcess } from '../../session/client-process.ts';
import type { ExecutorDeps } from '../deps.ts';
import { isSystemSchema } from '../place.ts';
import type { StatementRun } from '../statement.ts';
import { ownConnectAttributes } from './connect-attributes-table.ts';
import { ownProcesslist } from './processlist-table.ts';
import { withOtherSchemas } from './schemas-of-others.ts';
import { isSchemata, ownSchemata, upperNames } from './schemata-table.ts';

const SCHEMA_COLUMN = /(?:^|_)schema(?:_name)?$|^db$|^database$/i;

/** Comparisons of whole names; both sides are written as a mysqld knows them. */
const EXACT: ReadonlySet<string> = new Set(['=', '!=', '<=>', 'in', 'not in', '<', '<=', '>', '>=']);
const VIEW_DEFINITION = /^view_definition$/i;
/** A database that is only called like a keyspace is none of the cluster's. */
const PLAIN_NAME_TEXT = "if(name like 'vt\\\\_%', substr(name, 4), if(name in (''), null, name))";
const PLAIN_NAME = expressionOf(PLAIN_NAME_TEXT);

/** By keyspace, what it is called on its mysqlds. */
export type DatabaseNames = ReadonlyMap<string, string>;

export function databaseNames({ vschema, gateway }: Pick<ExecutorDeps, 'gateway' | 'vschema'>): DatabaseNames {
  return new Map([...vschema().keyspaces.keys()].map((keyspace) => [keyspace, databaseOf(gateway, keyspace)]));
}

/**
 * A question to information_schema and its like names keyspaces, and a mysqld knows them by other names: they are written into its
 * conditions, and back into the columns of the answer that hold schema names. `keyspace`: the one whose mysqld is asked, where the
 * conditions name one; what others have is fetched and written in, where they are asked about too.
 */
export async function translateSystemSchemas(
  run: StatementRun,
  given: Statement,
  processes: readonly ClientProcess[] | undefined,
): Promise<{ statement: Statement; sink: ResultSink; system: boolean; keyspace: string | undefined }> {
  const selected = run.session.target.keyspace;
  if (!readsSystemSchema(given, selected))
    return { statement: given, sink: run.sink, system: false, keyspace: undefined };
  const statement = rewrite(given, withChosen);
  const vschema = run.deps.vschema();
  const named = new Set<string>();
  const isMariadb = isMariadbVersion(run.deps.options.serverVersion);
  const asKeyspaces = readsOnlySchemata(statement, selected) && !asksOfOne(statement, vschema);
  const databases = databaseNames(run.deps);
  const schemata = { databases, isMariadb, asKeyspaces };
  const { user } = run.session.caller;
  const ownConnections = (node: Node): Node =>
    ownConnectAttributes(ownProcesslist(node, processes, selected), processes, selected, user);
  const own = (node: Node): Node =>
    ownConnections(asksOfOne(statement, vschema) ? node : ownSchemata(node, schemata, selected));
  if (asKeyspaces) {
    const listed = rewrite(upperNames(statement), own);
    return { statement: listed, sink: run.sink, system: true, keyspace: undefined };
  }
  const translated = rewrite(
    rewrite(listsSchemata(statement, selected) ? upperNames(statement) : statement, own),
    (node) => translateNode(node, databases, selected, named),
  );
  const [asked, ...others] = named.size > 0 ? named : served(run);
  const more = asksOfSystemSchema(statement) ? [] : others;
  return {
    statement:
      asked === undefined || asksOfSystemSchema(statement)
        ? translated
        : await withOtherSchemas(run, translated, asked, more, selected),
    sink: namesBack(run.sink, databases, schemaPositions(statement)),
    system: true,
    keyspace: asked,
  };
}

/** Who can be asked what the keyspaces' databases have, the selected one first; nobody else where one shard is selected. */
function served({ session, deps }: StatementRun): readonly string[] {
  const { keyspace, tabletType, destination } = session.target;
  if (destination !== undefined) return [];
  const all = [...deps.vschema().keyspaces.keys()].filter(
    (name) => (deps.serving.shards(name, tabletType)?.length ?? 0) > 0,
  );
  return [...all.filter((name) => name === keyspace), ...all.filter((name) => name !== keyspace).toSorted()];
}

/** Its condition names one keyspace, whose mysqld knows best. */
function asksOfOne(statement: Statement, { keyspaces }: VSchema): boolean {
  if (statement.kind !== 'Select' || statement.from.length !== 1 || !statement.where) return false;
  const terms = statement.where.kind === 'AndExpr' ? statement.where.exprs : [statement.where];
  return terms.some(
    (term) =>
      term.kind === 'ComparisonExpr' &&
      term.operator === '=' &&
      isSchemaColumn(term.left) &&
      term.right.kind === 'Literal' &&
      keyspaces.has(term.right.value),
  );
}

/** About a schema that every mysqld has: what they have beside it is not asked for. */
function asksOfSystemSchema(statement: Statement): boolean {
  if (statement.kind !== 'Select' || statement.from.length !== 1 || !statement.where) return false;
  const [from] = statement.from;
  if (from?.kind !== 'AliasedTableExpr' || from.expr.kind !== 'TableName') return false;
  let tables = 0;
  visit(statement, ({ kind }) => {
    if (kind === 'AliasedTableExpr') tables++;
    return tables < 2;
  });
  const terms = statement.where.kind === 'AndExpr' ? statement.where.exprs : [statement.where];
  return tables === 1 && terms.some(namesSystemSchema);
}

function namesSystemSchema(term: Expr): boolean {
  return (
    term.kind === 'ComparisonExpr' &&
    term.operator === '=' &&
    isSchemaColumn(term.left) &&
    term.right.kind === 'Literal' &&
    term.right.type === 'String' &&
    isSystemSchema(term.right.value)
  );
}

/** Which lists all keyspaces, whoever is asked. */
function readsOnlySchemata(statement: Statement, selected: string): boolean {
  let only = true;
  visit(statement, (node) => {
    if (node.kind === 'AliasedTableExpr' && node.expr.kind === 'TableName' && !isSchemata(node, selected)) only = false;
    return only;
  });
  return only;
}

function listsSchemata(statement: Statement, selected: string): boolean {
  let found = false;
  visit(statement, (node) => {
    if (isSchemata(node, selected)) found = true;
    return !found;
  });
  return found;
}

export function readsSystemSchema(statement: Statement, selected: string): boolean {
  let found = false;
  visitButLiterals(statement, (node) => {
    if (node.kind === 'TableName' && isSystemSchema(node.qualifier || selected)) found = true;
    return !found;
  });
  return found;
}

/** Conditions get mysqld's names; tables of a selected system schema get its name, as no mysqld connection has selected it. */
function translateNode(node: Node, databases: DatabaseNames, selected: string, named: Set<string>): Node {
  if (node.kind === 'AliasedTableExpr') return isSystemSchema(selected) ? qualify(node, selected) : node;
  if (COMPUTING.has(node.kind)) return withPlainNames(node, databases);
  if (node.kind === 'AliasedExpr') return withWrittenName(node);
  if (node.kind !== 'ComparisonExpr') return node;
  const about = isSchemaColumn(node.left) || isSchemaColumn(node.right);
  if (!about) return isRow(node.left) && node.right.kind === 'ValTuple' ? withPlainRow(node, databases) : node;
  if (!EXACT.has(node.operator) || isComputed(node.left) || isComputed(node.right)) {
    return { ...node, left: plainName(node.left, databases), right: plainName(node.right, databases) };
  }
  return {
    ...node,
    left: translateValue(node.left, databases, named),
    right: translateValue(node.right, databases, named),
  };
}

/** What makes another value of a schema's name, or compares it otherwise than as a whole. */
const COMPUTING: ReadonlySet<Node['kind']> = new Set<Node['kind']>([
  'AggregateExpr',
  'BetweenExpr',
  'BinaryExpr',
  'CaseExpr',
  'CastExpr',
  'CharExpr',
  'CollateExpr',
  'ConvertExpr',
  'ConvertUsingExpr',
  'FuncExpr',
  'GroupConcatExpr',
  'TrimExpr',
  'UnaryExpr',
  'WeightStringExpr',
  'When',
  'WindowFuncExpr',
  'XorExpr',
]);
/** Expressions that stand for a schema's name. */
const plainNames = new WeakSet<Node>();
const NAME_CHARS_MAX = 64;

/** The node, whose schemas' names are those of keyspaces. */
function withPlainNames(node: Node, databases: DatabaseNames): Node {
  const plain = (child: unknown): unknown =>
    isNode(child) && isSchemaColumn(child as Expr) ? plainName(child as Expr, databases) : child;
  const copy: Record<string, unknown> = { ...node };
  let isChanged = false;
  for (const field of childFields[node.kind]) {
    const before = copy[field];
    const after = Array.isArray(before) ? before.map(plain) : plain(before);
    isChanged ||= Array.isArray(before)
      ? before.some((child, i) => child !== (after as unknown[])[i])
      : after !== before;
    copy[field] = after;
  }
  return isChanged ? (copy as unknown as Node) : node;
}

function isNode(child: unknown): child is Node {
  return typeof child === 'object' && child !== null && 'kind' in child;
}

/** A column is called as it was written. */
function withWrittenName(column: Extract<Node, { kind: 'AliasedExpr' }>): Node {
  if (column.as !== '' || column.text === '' || column.text.length > NAME_CHARS_MAX) return column;
  let isChanged = false;
  visit(column.expr, (node) => {
    isChanged ||= plainNames.has(node);
    return !isChanged;
  });
  return isChanged ? { ...column, as: column.text } : column;
}

function isRow(expr: Expr): boolean {
  return expr.kind === 'ValTuple' && expr.exprs.some(isSchemaColumn);
}

/** `(table_schema, table_name) IN ((…), (…))` */
function withPlainRow(node: Extract<Node, { kind: 'ComparisonExpr' }>, databases: DatabaseNames): Node {
  const plain = (expr: Expr): Expr =>
    expr.kind === 'ValTuple' ? { ...expr, exprs: expr.exprs.map(plain) } : plainName(expr, databases);
  return { ...node, left: plain(node.left), right: plain(node.right) };
}

/** A name that is made of others, and of no row's. */
function isComputed(expr: Expr): boolean {
  if (expr.kind === 'ValTuple') return expr.exprs.some(isComputed);
  if (expr.kind === 'Literal' || expr.kind === 'NullVal') return false;
  let isConstant = true;
  visit(expr, ({ kind }) => {
    isConstant &&= kind !== 'ColName' && kind !== 'Subquery';
    return isConstant;
  });
  return isConstant;
}

/** COALESCE and IFNULL of constants are the first that is not NULL: tools ask so for a schema that may be the selected one. */
function chosen(node: Node): Node {
  if (node.kind !== 'FuncExpr' || !/^(?:coalesce|ifnull)$/i.test(node.name) || node.qualifier !== '') return node;
  const first = node.args.find(({ kind }) => kind !== 'NullVal');
  return first?.kind === 'Literal' && first.type === 'String' ? first : node;
}

/** With what its conditions choose a schema by. */
function withChosen(node: Node): Node {
  if (node.kind !== 'ComparisonExpr' || !(isSchemaColumn(node.left) || isSchemaColumn(node.right))) return node;
  return { ...node, left: rewrite(node.left, chosen), right: rewrite(node.right, chosen) };
}

/** Databases that are called otherwise than by default have their keyspaces' names. */
function withOwnNames(databases: DatabaseNames): Expr {
  const others = [...databases].filter(([keyspace, database]) => database !== defaultDatabase(keyspace));
  if (others.length === 0) return PLAIN_NAME;
  const cases = others.map(([keyspace, database]) => `when ${quoteString(database)} then ${quoteString(keyspace)}`);
  return expressionOf(`case name ${cases.join(' ')} else ${PLAIN_NAME_TEXT} end`);
}

/** A schema's name as its keyspace is called, for what compares it with a pattern. */
function plainName(expr: Expr, databases: DatabaseNames): Expr {
  if (!isSchemaColumn(expr)) return expr;
  const names = ['', ...databases.keys()].map((value): Expr => ({ kind: 'Literal', type: 'String', value }));
  const plain = rewrite(withOwnNames(databases), (node) => {
    if (node.kind === 'ColName') return expr;
    return node.kind === 'ValTuple' ? { ...node, exprs: names } : node;
  });
  plainNames.add(plain);
  return plain as Expr;
}

function qualify(node: Extract<Node, { kind: 'AliasedTableExpr' }>, schema: string): Node {
  if (node.expr.kind !== 'TableName' || node.expr.qualifier !== '' || node.expr.name === 'dual') return node;
  return { ...node, expr: { ...node.expr, qualifier: schema } };
}

function isSchemaColumn(expr: Expr): boolean {
  return expr.kind === 'ColName' && SCHEMA_COLUMN.test(expr.name);
}

function translateValue(expr: Expr, databases: DatabaseNames, named: Set<string>): Expr {
  if (expr.kind === 'ValTuple')
    return { ...expr, exprs: expr.exprs.map((item) => translateValue(item, databases, named)) };
  const database = expr.kind === 'Literal' && expr.type === 'String' ? databases.get(expr.value) : undefined;
  if (expr.kind !== 'Literal' || database === undefined) return expr;
  named.add(expr.value);
  return { ...expr, value: database };
}

/** Columns of the select list that hold schema names under another name. */
function schemaPositions(statement: Statement): ReadonlySet<number> {
  if (statement.kind !== 'Select' || statement.columns.some(({ kind }) => kind === 'StarExpr')) return new Set();
  return new Set(
    statement.columns.flatMap((column, i) => (column.kind === 'AliasedExpr' && isSchemaColumn(column.expr) ? [i] : [])),
  );
}

/** Columns at `positions`, and those that are called as columns of schema names are, get keyspaces' names. */
export function namesBack(
  target: ResultSink,
  databases: DatabaseNames,
  positions: ReadonlySet<number> = new Set(),
): ResultSink {
  const names = new Map([...databases].map(([keyspace, database]) => [database, Buffer.from(keyspace)]));
  const name = (value: Uint8Array) => names.get(Buffer.from(value).toString()) ?? value;
  const definition = (value: Uint8Array) => Buffer.from(definitionBack(Buffer.from(value).toString(), databases));
  return valuesBack(target, ({ name: called, orgName }, i) => {
    if (positions.has(i) || SCHEMA_COLUMN.test(orgName || called) || SCHEMA_COLUMN.test(called)) return name;
    return VIEW_DEFINITION.test(orgName || called) ? definition : undefined;
  });
}

/** What EXPLAIN tells in one column, as a tree or as JSON, gets keyspaces' names. */
export function plansBack(target: ResultSink, databases: DatabaseNames): ResultSink {
  const keyspaces = new Map([...databases].map(([keyspace, database]) => [database, keyspace]));
  const plan = (value: Uint8Array) => {
    const text = definitionBack(Buffer.from(value).toString(), databases);
    // A line begins so nowhere but at a member, or at a column in a list: text within JSON has no line breaks.
    const names = /^(\s*"schema_name": "|\s*")([^"\\.]+)(?=\.[^":]+",?$|",$)/gm;
    return Buffer.from(text.replaceAll(names, (_, start, name) => start + (keyspaces.get(name) ?? name)));
  };
  return valuesBack(target, ({ name, table }) => (name === 'EXPLAIN' && table === '' ? plan : undefined));
}

/** @param writerOf how a column's values are written anew; undefined where they stay. */
function valuesBack(
  target: ResultSink,
  writerOf: (field: Field, position: number) => ((value: Uint8Array) => Uint8Array) | undefined,
): ResultSink {
  let writers: readonly ReturnType<typeof writerOf>[] = [];
  let isPlain = false;
  const assembler = new RowAssembler();
  const sink: ResultSink = {
    onDrain: undefined,
    columns(defined, format) {
      writers = defined.map((definition, i) => writerOf(decodeColumnDefinition(definition), i));
      isPlain = writers.every((writer) => writer === undefined);
      target.columns(defined, format);
    },
    rows(packets) {
      if (isPlain) return target.rows(packets);
      const out: Buffer[] = [];
      assembler.push(packets, (bytes, start) => {
        const row = [...decodeTextRow(bytes, start, writers.length)];
        out.push(encodeTextRow(row.map((value, i) => (value === null ? value : (writers[i]?.(value) ?? value)))));
      });
      return out.length === 0 || target.rows(Buffer.concat(out));
    },
    end: (ok, more) => target.end(ok, more),
    error: (error) => target.error(error),
  };
  target.onDrain = () => sink.onDrain?.();
  return sink;
}

/** A view's text as SHOW CREATE VIEW gives it: its tables have their keyspaces' names. */
function definitionBack(text: string, databases: DatabaseNames): string {
  const keyspaces = new Map([...databases].map(([keyspace, database]) => [quoteName(database), quoteName(keyspace)]));
  // In one pass: a keyspace may be called as another's database is.
  return text.replaceAll(/(?<!\.)(`(?:[^`]|``)+`)(?=\.)/g, (name) => keyspaces.get(name) ?? name);
}

function expressionOf(text: string): Expr {
  const statement = parse(`select ${text}`);
  const column = statement.kind === 'Select' ? statement.columns[0] : undefined;
  if (column?.kind !== 'AliasedExpr') throw new Error(`no expression: ${text}`);
  return column.expr;
}
