import type { VReplicationEngine } from '../engine/engine.ts';

export type Permissions = { readonly user: string; readonly ok: boolean; readonly error: string };

const ER_REFUSED = new Set([1044, 1045, 1142, 1143, 1370, 3118]);

/** Whether the streams' user may do with the sidecar tables what streams do. Nothing is changed. */
export async function validatePermissions(engine: VReplicationEngine, signal: AbortSignal): Promise<Permissions> {
  const { user } = engine.parts.target;
  const statements = [
    'SELECT id FROM _vt.vreplication WHERE 1 = 0',
    "INSERT INTO _vt.vreplication (workflow, source, pos, max_tps, max_replication_lag, time_updated, transaction_timestamp, state, db_name, options) SELECT '', '', '', 0, 0, 0, 0, '', '', '{}' FROM DUAL WHERE 1 = 0",
    'UPDATE _vt.vreplication SET pos = pos WHERE 1 = 0',
    'DELETE FROM _vt.vreplication WHERE 1 = 0',
  ];
  try {
    await engine.withSession(async (session) => {
      for (const statement of statements) await session.execute(statement, signal);
    }, signal);
    return { user, ok: true, error: '' };
  } catch (error) {
    const errno = (error as { errno?: number }).errno;
    if (errno === undefined || !ER_REFUSED.has(errno)) throw error;
    return { user, ok: false, error: (error as Error).message };
  }
}
