import { type MysqlSession, sql } from '@vt/mysql';
import type { Message } from '@vt/proto';
import { fromJsonText, toJsonText } from '@vt/proto';

export type VDiffOptions = Message<'tabletmanagerdata.VDiffOptions'>;
export type VDiffState = 'pending' | 'started' | 'stopped' | 'completed' | 'error';

/** A row of `_vt.vdiff`. */
export type VDiffRow = {
  readonly id: number;
  readonly uuid: string;
  readonly workflow: string;
  readonly state: VDiffState;
  readonly options: VDiffOptions;
};

export async function readVDiffs(
  session: MysqlSession,
  dbName: string,
  where: string,
  signal?: AbortSignal,
): Promise<readonly VDiffRow[]> {
  const rows = await session.query(
    `${sql`SELECT id, vdiff_uuid, workflow, state, options FROM _vt.vdiff WHERE db_name = ${dbName}`} AND (${where}) ORDER BY id`,
    signal,
  );
  return rows.map((row) => ({
    id: Number(row['id']),
    uuid: String(row['vdiff_uuid']),
    workflow: row['workflow'] ?? '',
    state: (row['state'] ?? 'pending') as VDiffState,
    options: fromJsonText('tabletmanagerdata.VDiffOptions', row['options'] ?? '{}'),
  }));
}

export function optionsText(options: VDiffOptions | null): string {
  return toJsonText('tabletmanagerdata.VDiffOptions', options ?? {});
}

export async function setVDiffState(
  session: MysqlSession,
  id: number,
  state: VDiffState,
  error: string,
  signal?: AbortSignal,
): Promise<void> {
  const started = state === 'started' ? ', started_at = COALESCE(started_at, UTC_TIMESTAMP())' : '';
  const completed = state === 'completed' ? ', completed_at = UTC_TIMESTAMP()' : '';
  // INVARIANT: a diff that was stopped stays so, also when its session had still something to say.
  const unlessStopped = state === 'started' ? ` AND state != 'stopped'` : '';
  await session.execute(
    `${sql`UPDATE _vt.vdiff SET state = ${state}, last_error = ${error.slice(0, 1000)}, liveness_timestamp = UTC_TIMESTAMP()`}${started}${completed} WHERE id = ${id}${unlessStopped}`,
    signal,
  );
  await logVDiff(
    session,
    id,
    error === '' ? `State changed to: ${state}` : `State changed to: ${state}: ${error}`,
    signal,
  );
}

export async function logVDiff(
  session: MysqlSession,
  id: number,
  message: string,
  signal?: AbortSignal,
): Promise<void> {
  await session.execute(sql`INSERT INTO _vt.vdiff_log (vdiff_id, message) VALUES (${id}, ${message})`, signal);
}
