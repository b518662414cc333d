import { VtError } from '@vt/base';
import { sql } from '@vt/mysql';
import type { StepContext } from '../engine/context.ts';
import { type MigrationRow, readMigrations } from '../store/migration-row.ts';

/** What a completed migration has done to its table, which is what its revert has to undo. */
export type Effect = 'created' | 'dropped' | 'final' | 'none' | 'swapped' | 'swapped view';

const inverse: Readonly<Record<Effect, Effect>> = {
  created: 'dropped',
  dropped: 'created',
  final: 'final',
  none: 'none',
  swapped: 'swapped',
  'swapped view': 'swapped view',
};

export async function effectOf(context: StepContext, row: MigrationRow): Promise<Effect> {
  if (row.artifacts.length === 0) {
    const isFinal = row.action !== 'revert' && (row.specialPlan !== '' || row.setting.strategy === 'mysql');
    return isFinal ? 'final' : 'none';
  }
  if (row.action === 'revert') return inverse[await effectOf(context, await findMigration(context, row.revertedUuid))];
  if (row.action === 'drop') return 'dropped';
  if (row.isView) return row.artifacts.length > 1 ? 'swapped view' : 'created';
  return row.action === 'create' ? 'created' : 'swapped';
}

/** @throws NOT_FOUND */
export async function findMigration({ session, signal }: StepContext, uuid: string): Promise<MigrationRow> {
  const [row] = await readMigrations(session, sql`migration_uuid = ${uuid}`, signal);
  if (row) return row;
  throw new VtError({ code: 'NOT_FOUND', message: `migration ${uuid} not found` });
}
