import type { PlanNode } from '@vt/plan';
import { type Expr, type Insert, type Node, rewrite, type Subquery, type UpdateExpr, visit } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { refuse } from '../../refuse.ts';
import { tableUses } from '../../semantics/scope.ts';
import { isCorrelated } from '../change/correlated.ts';
import { targetRead } from '../change/subqueries.ts';
import { computesWithDigits, storedValue } from '../digits-of-values.ts';
import { argument, sameName, selectValues, typeOfColumn } from '../names.ts';
import { readInput } from '../read-input.ts';
import { isReadWhole } from '../whole-values.ts';

type Pulled = { readonly insert: Insert; readonly values: readonly Expr[] };

const bindOf = (i: number): string => `__sq${i}`;

/**
 * The shard that gets a row has not what a subquery in ON DUPLICATE KEY UPDATE reads, or only a part of it. What such a subquery gives is the same for
 * all rows where it needs nothing of them: it is read before.
 */
export function pullOutOfUpsert(insert: Insert, table: Table, environment: PlannerEnvironment): Pulled {
  if (insert.onDup.length === 0) return { insert, values: [] };
  checkNotRead(insert, table, environment);
  const values: Expr[] = [];
  const others = new Set<Node>();
  const none = { tables: [], with: null };
  const pull = (subquery: Expr, target?: number): Expr =>
    argument(bindOf(values.push(storedValue(subquery, target, none, environment)) - 1));
  for (const update of insert.onDup)
    visit(update, (node) => {
      if (node.kind === 'ExistsExpr') others.add(node.subquery);
      if (
        node.kind === 'ComparisonExpr' &&
        (node.operator.endsWith('in') || node.modifier !== '' || node.left.kind === 'ValTuple')
      )
        others.add(node.right);
    });
  const isFree = (one: Subquery): boolean => isPulled(one.select, insert, table, environment);
  const onDup = insert.onDup.map((update) => {
    const target = typeOfColumn(table, update.name.name);
    const loses = (one: Subquery): boolean => computesWithDigits(update, one, none, environment);
    if (isReadWhole(update.expr, isFree, loses)) return { ...update, expr: pull(update.expr, target) };
    return rewrite(update, (node) => {
      if (node.kind === 'Subquery' && !others.has(node) && isPulled(node.select, insert, table, environment)) {
        if (node === update.expr) return pull(node, target);
        return loses(node) ? refuse("computing with a subquery's average or quotient over shards") : pull(node);
      }
      if (node.kind === 'ExistsExpr' && isPulled(node.subquery.select, insert, table, environment))
        return pull({
          kind: 'Subquery',
          select: selectValues([{ kind: 'AliasedExpr', expr: node, as: 'c', text: '' }]),
        });
      return node;
    }) as UpdateExpr;
  });
  return { insert: values.length > 0 ? { ...insert, onDup } : insert, values };
}

/**
 * A statement of one row finds the table as it was; of further rows each may have changed it.
 * @throws 1093 where a subquery reads the written table by its name, VT12001 where it does so by another in a statement of several rows.
 */
function checkNotRead(insert: Insert, table: Table, environment: PlannerEnvironment): void {
  const { onDup, rows } = insert;
  for (const update of onDup)
    visit(update, (node) => {
      if (node.kind !== 'Subquery') return;
      const reads = tableUses(node, environment).filter((use) => use.table === table);
      if (rows.kind === 'Values' && reads.some(({ alias }) => sameName(alias, table.name)))
        throw targetRead(table.name);
      const isOnly = rows.kind === 'Values' && rows.rows.length === 1;
      if (reads.length > 0 && !(isOnly && isPulled(node.select, insert, table, environment)))
        refuse('reading the written table in ON DUPLICATE KEY UPDATE');
    });
}

function isPulled(query: Subquery['select'], insert: Insert, table: Table, environment: PlannerEnvironment): boolean {
  return !isEverywhere(query, table, environment) && !isCorrelated(query, insert, environment);
}

/** Whether each shard of the written table has all that a query reads. */
function isEverywhere(query: Node, table: Table, environment: PlannerEnvironment): boolean {
  return tableUses(query, environment).every(
    (use) => use.table?.keyspace === table.keyspace && (!table.sharded || use.table.type === 'reference'),
  );
}

/** @throws VT12001 where a subquery is left that a shard cannot run. */
export function checkUpsertSubqueries({ onDup }: Insert, table: Table, environment: PlannerEnvironment): void {
  for (const update of onDup)
    visit(update, (node) => {
      if (node.kind === 'Subquery' && !isEverywhere(node, table, environment))
        refuse('a subquery of rows of several shards in ON DUPLICATE KEY UPDATE');
    });
}

/** The insert with what its subqueries give. */
export function withUpsertValues(values: readonly Expr[], input: PlanNode, environment: PlannerEnvironment): PlanNode {
  if (values.length === 0) return input;
  const columns = values.map((expr, i) => ({ kind: 'AliasedExpr', expr, as: `c${i}`, text: '' }) as const);
  const read = (of: typeof columns) => readInput(selectValues(of), environment);
  const each = columns.length > 1 ? { each: columns.map((column) => read([column])) } : {};
  return { kind: 'WithValues', values: read(columns), binds: values.map((_, i) => bindOf(i)), ...each, input };
}
