import { VtError } from '@vt/base';
import { parse, quoteName } from '@vt/sqlparser';
import type { StatementRun } from '../executor/statement.ts';

const isRead = (mode: string): boolean => mode === 'read' || mode === 'read local';

/**
 * LOCK TABLES in words that a tablet of Vitess knows: it answers LOCK TABLES with 'invalid SQL', but holds what FLUSH TABLES … WITH READ LOCK
 * locks, which is the same for reads. A lock for writing has no other words: it is refused, as a client that goes on without one could
 * overwrite what others write.
 */
export function lockedByFlush(sql: string, { session }: StatementRun): string {
  const statement = parse(sql, { sqlMode: session.sqlModeNames });
  if (statement.kind !== 'LockTables') return sql;
  const names = statement.tables.map(({ table, mode, as }) => {
    if (!isRead(mode)) throw VtError.of('VT12001', 'LOCK TABLES … WRITE where a tablet is one of Vitess');
    if (as !== '') throw VtError.of('VT12001', 'LOCK TABLES with an alias where a tablet is one of Vitess');
    return quoteName(table.name);
  });
  return `flush tables ${names.join(', ')} with read lock`;
}
