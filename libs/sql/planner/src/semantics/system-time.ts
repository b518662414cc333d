import { type Node, rewrite, type SystemTime } from '@vt/sqlparser';
import { refuse } from '../refuse.ts';

/*
 * MariaDB's FOR SYSTEM_TIME stands beside a table wherever that is read, and each shard knows the history of its own rows.
 */

/** @param isTable not a view or a CTE. @throws VT12001 where shards would not mean the same. */
export function checkTime(time: SystemTime, isTable: boolean): void {
  if (!isTable) refuse('FOR SYSTEM_TIME of a view or a CTE over several shards');
  // Each shard counts its own.
  if (time.fromTransaction || time.toTransaction) refuse('FOR SYSTEM_TIME by transactions over several shards');
}

/** The same of now. */
export function withoutTimes<N extends Node>(root: N): N {
  return rewrite(root, (node) =>
    node.kind === 'AliasedTableExpr' && node.systemTime !== null ? { ...node, systemTime: null } : node,
  );
}
