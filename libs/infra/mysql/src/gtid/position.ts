import { VtError } from '@vt/base';
import { containsFilePosition, type FilePosition, formatFilePosition, parseFilePosition } from './file-position.ts';
import { badGtid } from './gtid-error.ts';
import {
  containsMariadb,
  equalMariadb,
  formatMariadbGtidSet,
  type MariadbGtidSet,
  parseMariadbGtidSet,
  unionMariadb,
} from './mariadb-gtid-set.ts';
import {
  containsMysql,
  equalMysql,
  formatMysqlGtidSet,
  type MysqlGtidSet,
  parseMysqlGtidSet,
  subtractMysql,
  unionMysql,
} from './mysql-gtid-set.ts';

/** Which transactions a server has. */
export type GtidSet = MysqlGtidSet | MariadbGtidSet | FilePosition;
export type GtidKind = GtidSet['kind'];
/** A replication position. Undefined is the beginning: before any transaction, of whatever kind. */
export type Position = GtidSet | undefined;

const PARSERS = {
  FilePos: parseFilePosition,
  MariaDB: parseMariadbGtidSet,
  MySQL56: parseMysqlGtidSet,
} satisfies Record<GtidKind, (text: string) => GtidSet>;

export function parseGtidSet(kind: GtidKind, text: string): GtidSet {
  return PARSERS[kind](text);
}

/** The set alone, without its kind: what the server itself prints. */
export function formatGtidSet(set: GtidSet): string {
  switch (set.kind) {
    case 'FilePos':
      return formatFilePosition(set);
    case 'MariaDB':
      return formatMariadbGtidSet(set);
    case 'MySQL56':
      return formatMysqlGtidSet(set);
  }
}

/** Parses `kind/set`; a bare set is of `defaultKind`. The empty text is the beginning. */
export function parsePosition(text: string, defaultKind: GtidKind = 'MySQL56'): Position {
  if (text === '') return undefined;
  const at = text.indexOf('/');
  if (at < 0) return parseGtidSet(defaultKind, text);
  const kind = text.slice(0, at);
  if (!isGtidKind(kind)) throw badGtid(`position (unknown flavor '${kind}')`, text);
  return parseGtidSet(kind, text.slice(at + 1));
}

function isGtidKind(kind: string): kind is GtidKind {
  return Object.hasOwn(PARSERS, kind);
}

/** `kind/set`, as it stands in topology records, backups and `_vt` tables; '' for the beginning. */
export function formatPosition(position: Position): string {
  return position ? `${position.kind}/${formatGtidSet(position)}` : '';
}

/** Whether `whole` has every transaction of `part`. Everything contains the beginning; sets of two kinds never contain each other. */
export function positionContains(whole: Position, part: Position): boolean {
  if (part === undefined || isEmpty(part)) return true;
  if (whole?.kind === 'MySQL56' && part.kind === 'MySQL56') return containsMysql(whole, part);
  if (whole?.kind === 'MariaDB' && part.kind === 'MariaDB') return containsMariadb(whole, part);
  if (whole?.kind === 'FilePos' && part.kind === 'FilePos') return containsFilePosition(whole, part);
  return false;
}

export function positionsEqual(a: Position, b: Position): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind === 'MySQL56' && b.kind === 'MySQL56') return equalMysql(a, b);
  if (a.kind === 'MariaDB' && b.kind === 'MariaDB') return equalMariadb(a, b);
  return a.kind === b.kind && formatGtidSet(a) === formatGtidSet(b);
}

/** Every transaction of either. Of two file positions, the later. Throws for two kinds. */
export function unionPositions(a: Position, b: Position): Position {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.kind === 'MySQL56' && b.kind === 'MySQL56') return unionMysql(a, b);
  if (a.kind === 'MariaDB' && b.kind === 'MariaDB') return unionMariadb(a, b);
  if (a.kind === 'FilePos' && b.kind === 'FilePos') return containsFilePosition(a, b) ? a : b;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `positions of two flavors: ${a.kind} and ${b.kind}` });
}

/**
 * Transactions that a replica has and its source has not: these cannot come from replication. Those that the source wrote
 * itself are left out, since the replica's position may be the newer look of the two.
 */
export function errantGtids(replica: MysqlGtidSet, source: MysqlGtidSet, sourceUuid: string): MysqlGtidSet {
  const errant = new Map(subtractMysql(replica, source).sources);
  for (const name of errant.keys()) if (name.split(':')[0] === sourceUuid.toLowerCase()) errant.delete(name);
  return { kind: 'MySQL56', sources: errant };
}

function isEmpty(set: GtidSet): boolean {
  return (set.kind === 'MySQL56' && set.sources.size === 0) || (set.kind === 'MariaDB' && set.domains.size === 0);
}
