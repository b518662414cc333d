import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import {
  type AliasedExpr,
  type Expr,
  parse,
  print,
  quoteName,
  type Select,
  type SelectExpr,
  SqlError,
  visit,
} from '@vt/sqlparser';
import { isValidKeyRange } from '@vt/vschema';
import type { TargetTable } from './target-table.ts';

export type Rule = Message<'binlogdata.Rule'>;

/** A target column and what goes into it. */
export type PlannedColumn = {
  readonly name: string;
  readonly kind: 'count' | 'expression' | 'sum';
  /** Over the stream's columns; of a sum, what is summed. */
  readonly expr: Expr;
  /** The stream's columns that it reads. */
  readonly refs: readonly string[];
  readonly isGrouped: boolean;
};

/** How one target table is filled. */
export type StreamPlan = {
  readonly target: TargetTable;
  readonly sourceTable: string;
  readonly rule: Rule;
  /** '*': as the source has them. */
  readonly columns: '*' | readonly PlannedColumn[];
  /** What is asked of the source, beside `*`: names of columns and calls with an alias, as text by name. */
  readonly sent: ReadonlyMap<string, string>;
  /** WHERE of the source's filter, '' for none. */
  readonly where: string;
  /** 'merge': rows of a group are added up; 'ignore': the first of a group is kept. */
  readonly mode: 'ignore' | 'merge' | 'plain';
};

const EXCLUDE = 'exclude';

/** How the rules fill a table; undefined where none does. The first rule that matches decides. */
export function planStream(rules: readonly Rule[], target: TargetTable): StreamPlan | undefined {
  const rule = rules.find(({ match }) => matches(match, target.name));
  if (!rule || rule.filter === EXCLUDE) return undefined;
  if (rule.filter === '') return wholeTable(rule, target, '');
  if (isValidKeyRange(rule.filter)) return wholeTable(rule, target, `in_keyrange('${rule.filter}')`);
  return planSelect(rule, target, readSelect(rule.filter));
}

function matches(match: string, table: string): boolean {
  if (!match.startsWith('/')) return match === table;
  try {
    return new RegExp(match.replace(/^\/|\/$/g, '')).test(table);
  } catch {
    throw invalid(`'${match}' is not a regular expression`);
  }
}

function wholeTable(rule: Rule, target: TargetTable, where: string): StreamPlan {
  return { target, rule, where, sourceTable: target.name, columns: '*', sent: new Map(), mode: 'plain' };
}

/** The select of a plan's rows for their copy, in an order that can be told here. A source that is not ours does not know the directive. */
export const copyQuery = (plan: StreamPlan): string => sourceQuery(plan, [], 'keyTold=1');

/** The select that asks the source for a plan's rows; `extra` columns are added where they are missing. */
export function sourceQuery(plan: StreamPlan, extra: readonly string[] = [], directive = ''): string {
  const { rule, sent, where } = plan;
  const added = extra.filter((name) => !sent.has(name.toLowerCase())).map(quoteName);
  const columns = plan.columns === '*' ? '*' : [...sent.values(), ...added].join(', ');
  const directives = [
    rule.source_unique_key_columns && `ukColumns="${rule.source_unique_key_columns}"`,
    rule.force_unique_key && `ukForce="${rule.force_unique_key}"`,
    directive,
  ].filter((part) => part !== '');
  const comment = directives.length > 0 ? `/*vt+ ${directives.join(' ')} */ ` : '';
  return `select ${comment}${columns} from ${quoteName(plan.sourceTable)}${where === '' ? '' : ` where ${where}`}`;
}

function readSelect(text: string): Select {
  try {
    const statement = parse(text);
    if (statement.kind === 'Select') return statement;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw invalid(`${error.message} in '${text}'`);
  }
  throw invalid(`unexpected: ${text}`);
}

function planSelect(rule: Rule, target: TargetTable, select: Select): StreamPlan {
  const sourceTable = sourceOf(select, rule.filter);
  const where = select.where ? print(select.where) : '';
  const base = { target, sourceTable, rule, where };
  const [first, ...others] = select.columns;
  if (first?.kind === 'StarExpr') {
    if (others.length > 0 || select.groupBy) throw invalid(`unsupported: ${rule.filter}`);
    return { ...base, columns: '*', sent: new Map(), mode: 'plain' };
  }
  const sent = new Map<string, string>();
  const grouped = groupedColumns(select);
  const columns = select.columns.map((column) => planColumn(column, grouped, sent, rule.filter));
  const isMerged = columns.some(({ kind }) => kind !== 'expression');
  const mode = grouped === undefined ? 'plain' : isMerged ? 'merge' : 'ignore';
  if (isMerged && grouped === undefined) throw invalid(`aggregates without group by: ${rule.filter}`);
  return { ...base, columns, sent, mode };
}

function sourceOf({ from, having, limit, orderBy, windows, options, with: ctes }: Select, text: string): string {
  const [only] = from;
  const isPlain = !having && !limit && orderBy.length === 0 && windows.length === 0 && options.length === 0 && !ctes;
  if (isPlain && from.length === 1 && only?.kind === 'AliasedTableExpr' && only.expr.kind === 'TableName') {
    if (only.expr.qualifier === '') return only.expr.name;
    throw invalid(`unsupported qualifier for table: ${text}`);
  }
  throw invalid(`unsupported: ${text}`);
}

function groupedColumns({ groupBy }: Select): ReadonlySet<string> | undefined {
  if (!groupBy) return undefined;
  return new Set(
    groupBy.exprs.map((expr) => {
      if (expr.kind !== 'ColName') throw invalid(`unsupported non-column name or alias in GROUP BY: ${print(expr)}`);
      return expr.name.toLowerCase();
    }),
  );
}

function planColumn(
  column: SelectExpr,
  grouped: ReadonlySet<string> | undefined,
  sent: Map<string, string>,
  text: string,
): PlannedColumn {
  if (column.kind !== 'AliasedExpr') throw invalid(`unsupported: ${text}`);
  const { expr } = column;
  const name = nameOf(column, text);
  const base = { name, isGrouped: grouped?.has(name.toLowerCase()) ?? false };
  if (expr.kind === 'CountStar') return { ...base, kind: 'count', expr, refs: [] };
  if (expr.kind === 'AggregateExpr') {
    const [only] = expr.args;
    if (expr.name !== 'sum' || expr.distinct || only?.kind !== 'ColName') throw invalid(`unsupported: ${print(expr)}`);
    return { ...base, kind: 'sum', expr: only, refs: references(only, sent) };
  }
  if (isKeyspaceId(expr)) {
    sent.set(name.toLowerCase(), `keyspace_id() as ${quoteName(name)}`);
    return { ...base, kind: 'expression', expr: { kind: 'ColName', name, qualifier: null }, refs: [name] };
  }
  return { ...base, kind: 'expression', expr, refs: references(expr, sent) };
}

function nameOf({ as, expr }: AliasedExpr, text: string): string {
  if (as !== '') return as;
  if (expr.kind === 'ColName') return expr.name;
  throw invalid(`expression needs an alias: ${print(expr)} in ${text}`);
}

function isKeyspaceId(expr: Expr): boolean {
  return expr.kind === 'FuncExpr' && expr.name.toLowerCase() === 'keyspace_id' && expr.args.length === 0;
}

/** The columns an expression reads; they are asked for. */
function references(expr: Expr, sent: Map<string, string>): string[] {
  const names = new Set<string>();
  visit(expr, (node) => {
    if (node.kind === 'Subquery') throw invalid(`unsupported subquery: ${print(expr)}`);
    if (node.kind === 'AggregateExpr' || node.kind === 'CountStar') throw invalid(`unsupported: ${print(expr)}`);
    if (node.kind !== 'ColName') return;
    if (node.qualifier) throw invalid(`unsupported qualifier for column: ${print(node)}`);
    names.add(node.name);
    sent.set(node.name.toLowerCase(), quoteName(node.name));
  });
  return [...names];
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
