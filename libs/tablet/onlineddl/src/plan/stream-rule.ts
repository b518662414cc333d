import type { MessageInput } from '@vt/proto';
import { type ColumnDef, type CreateTable, quoteName } from '@vt/sqlparser';
import type { ColumnPair } from './column-pairs.ts';
import { sharedKeys } from './unique-keys.ts';

export type StreamRule = MessageInput<'binlogdata.Rule'>;

const INTEGER = /^(?:tinyint|smallint|mediumint|int|integer|bigint)$/i;
const NUMBER =
  /^(?:tinyint|smallint|mediumint|int|integer|bigint|decimal|numeric|dec|fixed|float|double|real|bit|bool|boolean|year)/i;
const TEXT =
  /^(?:char|varchar|tinytext|text|mediumtext|longtext|tinyblob|blob|mediumblob|longblob|binary|varbinary|set)/i;

/**
 * How a stream fills `after` from the rows of `before`.
 * @throws where rows of the two cannot be matched.
 */
export function streamRule(before: CreateTable, after: CreateTable, pairs: readonly ColumnPair[]): StreamRule {
  const keys = sharedKeys(before, after, pairs);
  const streamed = pairs.filter(({ source, target }) => target.storage === '' && source.storage !== 'virtual');
  const known = new Set(pairs.map(({ target }) => target));
  const made = (after.spec?.columns ?? []).filter((column) => !known.has(column)).flatMap(implicitDefault);
  const columns = [...streamed.map(selected), ...made];
  const names = (list: readonly string[]): string => list.map(encodeURIComponent).join(',');
  return {
    match: after.table.name,
    filter: `select ${columns.join(', ')} from ${quoteName(before.table.name)}`,
    source_unique_key_columns: names(keys.source.columns),
    target_unique_key_columns: names(keys.target.columns),
    source_unique_key_target_columns: names(
      keys.source.columns.map((name) => pairs.find(({ source }) => same(source.name, name))?.target.name ?? name),
    ),
    force_unique_key: quotedWhereNeeded(keys.source.name),
    convert_int_to_enum: Object.fromEntries(
      streamed
        .filter(({ source, target }) => INTEGER.test(source.type.name) && /^enum$/i.test(target.type.name))
        .map(({ source }) => [source.name, true]),
    ),
  };
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The stream writes the name between quotes, where a quote of its own would end it. */
function quotedWhereNeeded(name: string): string {
  return name.replaceAll('"', '');
}

function selected({ source, target }: ColumnPair): string {
  return `${converted(source, target)} as ${quoteName(target.name)}`;
}

/**
 * Times of the two kinds are the same moment in the server's zone; the stream's sessions are in UTC. A number is no document, but its text is
 * one.
 */
function converted(source: ColumnDef, target: ColumnDef): string {
  const name = quoteName(source.name);
  const [from, to] = [source.type.name.toLowerCase(), target.type.name.toLowerCase()];
  if (from === 'timestamp' && to === 'datetime') return `convert_tz(${name}, '+00:00', @@global.time_zone)`;
  if (from === 'datetime' && to === 'timestamp') return `convert_tz(${name}, @@global.time_zone, '+00:00')`;
  if (to === 'json' && NUMBER.test(from) && from !== 'bit') return `convert(${name} using utf8mb4)`;
  return name;
}

/** A new column that is NOT NULL and has no default gets what ALTER TABLE would give its rows. */
function implicitDefault(column: ColumnDef): string[] {
  const hasOther = column.default !== null || column.generated !== null || column.autoIncrement;
  if (column.nullable !== false || hasOther) return [];
  const value = implicitValue(column);
  return value === undefined ? [] : [`${value} as ${quoteName(column.name)}`];
}

function implicitValue({ type }: ColumnDef): string | undefined {
  if (NUMBER.test(type.name)) return '0';
  if (/^enum$/i.test(type.name)) return '1';
  if (TEXT.test(type.name)) return "''";
  if (/^time$/i.test(type.name)) return "'00:00:00'";
  return undefined;
}
