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

/**
 * The same by how many reparents each has heard of (its journal's length, by alias). Who has heard of fewer has not got everything, and cannot tell what is missing elsewhere: those
 * who know most are compared among themselves, and one alone has the latest primary's word, its own of earlier terms included. The others, who may have followed a primary
 * that was none any more, have to have everything from those.
 */
export function errantByJournal(
  stopped: readonly Stopped[],
  lengths: ReadonlyMap<string, number>,
): ReadonlyMap<string, string> {
  const lengthOf = ({ tablet }: Stopped): number => lengths.get(aliasOf(tablet)) ?? 0;
  const most = Math.max(...stopped.map(lengthOf));
  const knowing = stopped.filter((one) => lengthOf(one) === most);
  const found = new Map<string, string>();
  for (const one of stopped) {
    const others = knowing.filter((other) => other !== one);
    if (one.position?.kind !== 'MySQL56' || one.status === undefined || others.length === 0) continue;
    const rest = others.reduce<Position>((sum, { position }) => unionPositions(sum, position), undefined);
    const source = lengthOf(one) === most ? one.status.source_uuid : '';
    const errant = errantGtids(one.position, asMysql(rest), source);
    if (errant.sources.size > 0) found.set(aliasOf(one.tablet), formatGtidSet(errant));
  }
  return found;
}

function asMysql(position: Position): MysqlGtidSet {
  return position?.kind === 'MySQL56' ? position : { kind: 'MySQL56', sources: new Map() };
}
