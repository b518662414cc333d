import { print, quoteName, type Statement } from '@vt/sqlparser';
import { existing } from '../db/tables.ts';
import type { StepContext } from '../engine/context.ts';
import { heldName, swapNames } from '../engine/names.ts';
import type { MigrationRow } from '../store/migration-row.ts';
import { setColumns } from '../store/write-migration.ts';

/** CREATE [OR REPLACE] VIEW and ALTER VIEW. A view that is replaced is kept under a name of ours. */
export async function changeView(context: StepContext, row: MigrationRow, statement: Statement): Promise<void> {
  const { session, signal, parts } = context;
  const isThere = (await existing(session, [row.table], signal)).get(row.table) === 'view';
  const replaces = statement.kind === 'AlterView' || (statement.kind === 'CreateView' && statement.orReplace);
  if (isThere && statement.kind === 'CreateView' && statement.ifNotExists) return;
  if (!isThere || !replaces) {
    await setColumns(session, row.uuid, { artifacts: heldName(parts.config.retainTablesMs) }, signal);
    await session.execute(row.statement, signal);
    return;
  }
  const { shadow, old } = swapNames(row);
  await setColumns(session, row.uuid, { artifacts: [...row.artifacts, shadow, old].join(',') }, signal);
  await session.execute(print(asView(statement, shadow)), signal);
  await swapViews(context, row.table, shadow, old);
}

function asView(statement: Statement, name: string): Statement {
  if (statement.kind !== 'CreateView' && statement.kind !== 'AlterView') return statement;
  const base = { ...statement, view: { ...statement.view, name } };
  return { ...base, kind: 'CreateView', orReplace: false, ifNotExists: false };
}

export async function swapViews(
  { session, signal }: StepContext,
  view: string,
  next: string,
  old: string,
): Promise<void> {
  const [a, b, c] = [view, next, old].map(quoteName);
  await session.execute(`RENAME TABLE ${a} TO ${c}, ${b} TO ${a}`, signal);
}
