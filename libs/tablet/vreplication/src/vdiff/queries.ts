import { print, quoteName } from '@vt/sqlparser';
import { type StreamPlan, sourceQuery } from '../plan/stream-plan.ts';
import { comparableColumns } from './grouped-rows.ts';

/** What is read of the source, by the names of the target's columns; of groups their rows, by the source's. */
export function diffSourceQuery(plan: StreamPlan): string {
  if (plan.mode !== 'plain') return sourceQuery(plan);
  const where = plan.where === '' ? '' : ` where ${plan.where}`;
  return `select ${sourceColumns(plan)} from ${quoteName(plan.sourceTable)}${where}`;
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

/** What is read of the target: the columns that the source has too. */
export function diffTargetQuery(plan: StreamPlan, sourceNames: readonly string[]): string {
  const { target } = plan;
  const compared = plan.mode === 'plain' ? sourceNames : comparableColumns(plan).map(({ name }) => name);
  const known = new Set(compared.map((name) => name.toLowerCase()));
  const names = target.columns.filter(({ name, isGenerated }) => !isGenerated && known.has(name.toLowerCase()));
  return `select ${names.map(({ name }) => quoteName(name)).join(', ')} from ${quoteName(target.name)}`;
}
