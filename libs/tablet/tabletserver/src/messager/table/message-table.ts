import { type ProtoField, protoField } from '@vt/proto';
import { type Field, isIntegral } from '@vt/sqltypes';
import { type MessageOptions, NotAMessageTable, readMessageComment } from './read-comment.ts';

/** Rows of one statement that removes what was acknowledged long ago. */
export const PURGE_ROWS = 500;
/** Doubled more often than this, no wait fits its column. */
const DOUBLINGS_MAX = 31;

/** The columns of a change of the table, in this order. */
export const STATE_COLUMNS = ['id', 'priority', 'time_next', 'epoch', 'time_acked'] as const;

/** A message table: what it says, and the statements that it is used with. */
export type MessageTable = {
  readonly name: string;
  readonly options: MessageOptions;
  /** Of what subscribers get. */
  readonly fields: readonly ProtoField[];
  /** query.Type of the id. */
  readonly idType: number;
  readonly sql: MessageSql;
};

/** Times are nanoseconds since 1970. */
export type MessageSql = {
  /** Keys of what is due, the most urgent first: id, priority, time_next. Binds: now, max. */
  readonly due: string;
  /** The messages themselves behind their ids, where they still are due. Binds: ids, now. */
  readonly read: string;
  /** Binds: ids, now, wait, jitter, min, max. */
  readonly postpone: string;
  /** Binds: ids, now. */
  readonly acknowledge: string;
  /** Binds: until. */
  readonly purge: string;
};

/** @param fields all columns of the table @throws NotAMessageTable */
export function messageTable(name: string, comment: string, fields: readonly Field[]): MessageTable {
  const options = readMessageComment(comment);
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  for (const column of STATE_COLUMNS) {
    const field = byName.get(column);
    if (!field) throw new NotAMessageTable(`missing column ${column} from message table`);
    if (column !== 'id' && !isIntegral(field.type))
      throw new NotAMessageTable(`column ${column} of message table is not an integer`);
  }
  const sent = options.columns?.map((column) => named(byName, column)) ?? allSent(fields);
  if (sent[0]?.name.toLowerCase() !== 'id') throw new NotAMessageTable('vt_message_cols must begin with id');
  return {
    name,
    options,
    fields: sent.map((field) => protoField(field, 'ALL')),
    idType: byName.get('id')?.type ?? 0,
    sql: statements(quoted(name), sent.map((field) => quoted(field.name)).join(', ')),
  };
}

function named(byName: ReadonlyMap<string, Field>, column: string): Field {
  const field = byName.get(column.toLowerCase());
  if (!field) throw new NotAMessageTable(`vt_message_cols names ${column}, which message table does not have`);
  return field;
}

/** The id, and what the application added. */
function allSent(fields: readonly Field[]): readonly Field[] {
  const own = new Set<string>(STATE_COLUMNS);
  const id = fields.filter((field) => field.name.toLowerCase() === 'id');
  return [...id, ...fields.filter((field) => !own.has(field.name.toLowerCase()))];
}

function statements(table: string, columns: string): MessageSql {
  const order = 'order by priority, time_next desc';
  const wait = `:wait * power(2, least(ifnull(epoch, 0), ${DOUBLINGS_MAX})) * :jitter`;
  return {
    due: `select id, priority, time_next from ${table} where time_acked is null and time_next <= :now ${order} limit :max`,
    read: `select id, ${columns} from ${table} where id in ::ids and time_acked is null and time_next <= :now ${order}`,
    // INVARIANT: assignments are made from left to right; the wait is by the epoch before.
    postpone: `update ${table} set time_next = :now + cast(least(greatest(${wait}, :min), :max) as signed), epoch = ifnull(epoch, 0) + 1 where id in ::ids and time_acked is null`,
    acknowledge: `update ${table} set time_acked = :now, time_next = null where id in ::ids and time_acked is null`,
    purge: `delete from ${table} where time_acked < :until limit ${PURGE_ROWS}`,
  };
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
