import { toMysqlError, VtError } from '@vt/base';
import type { Context } from '../context.ts';
import { change, changes, type Place } from '../workflow/tablet-calls.ts';

const NO_SUCH_TABLE = 1146;

/**
 * Makes tables and views of CREATE statements that may come in any order: tables first, whose foreign keys are not looked at, then views, each after those that
 * it reads.
 */
export async function createDefinitions(
  context: Context,
  place: Place,
  statements: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await changes(context, place, statements.filter(makesTable), signal);
  let views = statements.filter((statement) => !makesTable(statement));
  while (views.length > 0) views = await createSome(context, place, views, signal);
}

const makesTable = (statement: string): boolean => /^\s*create\s+table\b/i.test(statement);

/** Makes those views that can be made now; returns the others, which read one of them. */
async function createSome(
  context: Context,
  place: Place,
  views: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const left: string[] = [];
  let missing: VtError | undefined;
  for (const view of views) {
    try {
      await change(context, place, view, signal);
    } catch (error) {
      if (!(error instanceof VtError) || toMysqlError(error).errno !== NO_SUCH_TABLE) throw error;
      missing ??= error;
      left.push(view);
    }
  }
  if (missing && left.length === views.length) throw missing;
  return left;
}
