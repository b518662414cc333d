import { defaultCollationOf } from '@vt/collations';
import { type AlterOption, equals, type TableOption, type TableSpec } from '@vt/sqlparser';
import type { DiffHints } from '../hints.ts';
import { sameName } from '../names.ts';
import { option as find, tableCharset } from './charset.ts';

/** What an option is when it is not given; options that are not here cannot be taken away. */
const defaults: Readonly<Record<string, string>> = {
  autoextend_size: '0',
  avg_row_length: '0',
  checksum: '0',
  comment: "''",
  compression: "''",
  connection: "''",
  'data directory': "''",
  delay_key_write: '0',
  encryption: "'N'",
  engine_attribute: "''",
  'index directory': "''",
  insert_method: 'NO',
  key_block_size: '0',
  max_rows: '0',
  min_rows: '0',
  pack_keys: 'DEFAULT',
  password: "''",
  row_format: 'DEFAULT',
  secondary_engine: 'NULL',
  secondary_engine_attribute: "''",
  stats_auto_recalc: 'DEFAULT',
  stats_persistent: 'DEFAULT',
  stats_sample_pages: 'DEFAULT',
};

/** The options that make those of `from` those of `to`, as one item of an ALTER TABLE; none when nothing changes. */
export function diffOptions(from: TableSpec, to: TableSpec, hints: DiffHints): AlterOption[] {
  const dropped: TableOption[] = [];
  const changed: TableOption[] = [];
  const added: TableOption[] = [];
  for (const old of from.options) {
    if (find(to, old.name) !== undefined) continue;
    const option = removed(old, from, to, hints);
    if (option !== undefined) dropped.push(option);
  }
  for (const option of to.options) {
    const old = find(from, option.name);
    if (old === undefined) {
      if (isAdded(option, hints)) added.push(option);
    } else if (!sameOption(old, option) && isChanged(old, option, hints)) changed.push(option);
  }
  const options = [...dropped, ...changed, ...added];
  return options.length === 0 ? [] : [{ kind: 'TableOptions', options }];
}

function sameOption(a: TableOption, b: TableOption): boolean {
  return equals({ ...a, name: '' }, { ...b, name: '' });
}

const isCharset = (name: string) => sameName(name, 'charset') || sameName(name, 'collate');

function isAdded(option: TableOption, hints: DiffHints): boolean {
  if (isCharset(option.name)) return hints.tableCharset === 'strict';
  return !sameName(option.name, 'auto_increment') || hints.autoIncrement !== 'ignore';
}

function isChanged(old: TableOption, option: TableOption, hints: DiffHints): boolean {
  if (isCharset(option.name)) return hints.tableCharset !== 'ignore always';
  if (!sameName(option.name, 'auto_increment') || hints.autoIncrement === 'apply always') return true;
  return hints.autoIncrement === 'apply higher' && numberOf(option) > numberOf(old);
}

function numberOf({ value }: TableOption): bigint {
  return value?.kind === 'Literal' && value.type === 'Int' ? BigInt(value.value) : 0n;
}

function removed(old: TableOption, from: TableSpec, to: TableSpec, hints: DiffHints): TableOption | undefined {
  const word = (name: string, text: string): TableOption => ({
    kind: 'TableOption',
    name,
    value: null,
    word: text,
    tables: [],
  });
  if (isCharset(old.name)) {
    const now = tableCharset(to);
    if (hints.tableCharset !== 'strict' || now.collation === tableCharset(from).collation) return undefined;
    if (old.name === 'charset') return word('charset', now.charset);
    const implied = defaultCollationOf(now.charset)?.name === now.collation && find(from, 'charset') !== undefined;
    return implied && tableCharset(from).charset !== now.charset ? undefined : word('collate', now.collation);
  }
  if (sameName(old.name, 'union')) return { ...word('union', ''), tables: [] };
  const value = defaults[old.name];
  if (value === undefined) return undefined;
  if (/^[A-Z]/.test(value)) return word(old.name, value);
  const literal = value.startsWith("'")
    ? ({ kind: 'Literal', type: 'String', value: value.slice(1, -1) } as const)
    : ({ kind: 'Literal', type: 'Int', value } as const);
  return { ...word(old.name, ''), value: literal };
}
