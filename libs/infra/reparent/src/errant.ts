import { errantGtids, formatGtidSet, type MysqlGtidSet, type Position, unionPositions } from '@vt/mysql';
import { aliasOf } from './shard-tablets.ts';
import type { Stopped } from './stop-replication.ts';

/**
 * Transactions that one replica has, that nobody else has, and that did not come from its source: somebody wrote on the replica itself. By alias; tablets without such are
 * absent. MariaDB's positions do not tell, and are never errant.
 */
export function errantOf(stopped: readonly Stopped[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const one of stopped) {
    if (one.position?.kind !== 'MySQL56' || one.status === undefined) continue;
    const others = stopped.filter((other) => other !== one).map(({ position }) => position);
    const rest = others.reduce<Position>((sum, position) => unionPositions(sum, position), undefined);
    const errant = errantGtids(one.position, asMysql(rest), one.status.source_uuid);
    if (errant.sources.size > 0) found.set(aliasOf(one.tablet), formatGtidSet(errant));
  }
  return found;
}

function asMysql(position: Position): MysqlGtidSet {
  return position?.kind === 'MySQL56' ? position : { kind: 'MySQL56', sources: new Map() };
}
