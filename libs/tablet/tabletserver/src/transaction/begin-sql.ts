import type { RequestOptions } from '../request.ts';

const levels: Readonly<Record<string, string>> = {
  READ_COMMITTED: 'read committed',
  READ_UNCOMMITTED: 'read uncommitted',
  REPEATABLE_READ: 'repeatable read',
  SERIALIZABLE: 'serializable',
};

/**
 * The statements that begin a transaction: an isolation level for it, and the start. None for AUTOCOMMIT. On tablets that are not primary it
 * is read only. BEGIN gives back what LOCK TABLES holds: under that, autocommit is switched off instead (and on again behind the transaction).
 */
export function beginSql(options: RequestOptions, isPrimary: boolean, locksTables = false): string[] {
  if (options.isolation === 'AUTOCOMMIT') return [];
  if (locksTables) return [...characteristics(options, isPrimary), 'set autocommit = 0'];
  if (options.isolation === 'CONSISTENT_SNAPSHOT_READ_ONLY') {
    return ['start transaction with consistent snapshot, read only'];
  }
  const level = levels[options.isolation];
  const modes = new Set<string>();
  if (options.accessModes.includes('CONSISTENT_SNAPSHOT')) modes.add('with consistent snapshot');
  if (options.accessModes.includes('READ_ONLY') || !isPrimary) modes.add('read only');
  else if (options.accessModes.includes('READ_WRITE')) modes.add('read write');
  const begin = modes.size === 0 ? 'begin' : `start transaction ${[...modes].join(', ')}`;
  return level === undefined ? [begin] : [`set transaction isolation level ${level}`, begin];
}

function characteristics({ isolation, accessModes }: RequestOptions, isPrimary: boolean): string[] {
  const level = levels[isolation];
  const isReadOnly = accessModes.includes('READ_ONLY') || !isPrimary;
  return [
    ...(level === undefined ? [] : [`set transaction isolation level ${level}`]),
    ...(isReadOnly ? ['set transaction read only'] : []),
  ];
}
