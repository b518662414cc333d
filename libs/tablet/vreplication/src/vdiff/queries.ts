import { parse, print, quoteName, type Select } from '@vt/sqlparser';
import { type StreamPlan, sourceQuery } from '../plan/stream-plan.ts';
import { comparableColumns } from './grouped-rows.ts';

/**
 * What is read of the source, by the names of the target's columns; of groups their rows, by the source's.
 * @param order directives that say in which order, where it is not the key's
 */
export function diffSourceQuery(plan: StreamPlan, order = ''): string {
  if (plan.mode !== 'plain') return sourceQuery(plan);
  const where = plan.where === '' ? '' : ` where ${plan.where}`;
  return `select ${order === '' ? '' : `${order} `}${sourceColumns(plan)} from ${quoteName(plan.sourceTable)}${where}`;
}

function sourceColumns({ columns, sent }: StreamPlan): string {
  if (columns === '*') return '*';
  return columns
    .map(({ name, expr }) => {
      const call = sent.get(name.toLowerCase());
      if (call?.startsWith('keyspace_id()')) return call;
      return expr.kind === 'ColName' && expr.name === name ? quoteName(name) : `${print(expr)} as ${quoteName(name)}`;
    })
    .join(', ');
}

/** What is read of the target: the columns that the source has too. Of a table that many tenants share, the rows of the one that moves. */
export function diffTargetQuery(
  plan: StreamPlan,
  sourceNames: readonly string[],
  isOfTenant: boolean,
  order = '',
): string {
  const { target } = plan;
  const compared = plan.mode === 'plain' ? sourceNames : comparableColumns(plan).map(({ name }) => name);
  const known = new Set(compared.map((name) => name.toLowerCase()));
  const names = target.columns.filter(({ name, isGenerated }) => !isGenerated && known.has(name.toLowerCase()));
  const where = isOfTenant ? conditionsOf(plan).join(' and ') : '';
  return `select ${order === '' ? '' : `${order} `}${names.map(({ name }) => quoteName(name)).join(', ')} from ${quoteName(target.name)}${where && ` where ${where}`}`;
}

/** What a stream asks of its source's rows beside their key range. */
function conditionsOf({ where }: StreamPlan): string[] {
  if (where === '') return [];
  const tree = parse(`select 1 from t where ${where}`) as Select;
  return tree.where ? conjuncts(tree.where).filter((text) => !text.startsWith('in_keyrange(')) : [];
}

function conjuncts(expr: NonNullable<Select['where']>): string[] {
  return expr.kind === 'AndExpr' ? expr.exprs.flatMap(conjuncts) : [print(expr)];
}
