import type { RowChange, TableMap } from '@vt/mysql';
import { fromText, type Message } from '@vt/proto';
import { cannotTell } from '../errors.ts';

export const JOURNAL_TABLE = 'resharding_journal';
export const VERSION_TABLE = 'schema_version';

const COLUMNS = ['id', 'db_name', 'val'] as const;

/** The journal that an inserted row holds; undefined where it is another database's. */
export function readJournal(
  { after }: RowChange,
  map: TableMap,
  dbName: string,
): Message<'binlogdata.Journal'> | undefined {
  const at = (name: (typeof COLUMNS)[number]): number => {
    const named = map.columns.findIndex((column) => column.name === name);
    return named >= 0 ? named : COLUMNS.indexOf(name);
  };
  const [database, value] = [after?.[at('db_name')], after?.[at('val')]];
  if (!(database instanceof Uint8Array) || !(value instanceof Uint8Array))
    throw cannotTell('a journal without its value');
  if (Buffer.from(database).toString('utf8') !== dbName) return undefined;
  return fromText('binlogdata.Journal', Buffer.from(value).toString('utf8'));
}
