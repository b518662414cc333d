import { sql } from '@vt/mysql';
import type { QueryResult } from '../db/query-result.ts';
import type { VReplicationEngine } from '../engine/engine.ts';

/** Ends and forgets a workflow's streams; what they wrote stays. */
export async function deleteWorkflow(
  engine: VReplicationEngine,
  workflow: string,
  signal: AbortSignal,
): Promise<QueryResult> {
  return await engine.deleteStreams(sql`workflow = ${workflow}`, signal);
}
