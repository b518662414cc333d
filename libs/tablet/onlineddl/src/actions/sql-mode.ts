import type { StepContext } from '../engine/context.ts';
import type { MigrationRow } from '../store/migration-row.ts';

const ZERO_DATES = /\bNO_ZERO_(?:IN_)?DATE\b,?/g;

/** Runs statements as the migration's flags ask: with zero dates allowed, or in the server's own mode. */
export async function withSqlMode<T>(
  { session, signal }: StepContext,
  { setting }: Pick<MigrationRow, 'setting'>,
  work: () => Promise<T>,
): Promise<T> {
  if (!setting.flags.has('allow-zero-in-date')) return await work();
  const [row] = await session.query('SELECT @@session.sql_mode AS mode', signal);
  const mode = row?.['mode'] ?? '';
  await session.execute(`SET SESSION sql_mode = '${mode.replaceAll(ZERO_DATES, '').replace(/,$/, '')}'`, signal);
  try {
    return await work();
  } finally {
    await session.execute(`SET SESSION sql_mode = '${mode}'`, signal);
  }
}
