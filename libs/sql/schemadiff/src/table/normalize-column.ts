import { charsetByName, defaultCollationOf } from '@vt/collations';
import type { ColumnDef, ColumnType } from '@vt/sqlparser';
import { type CharsetCollation, columnCharset, isTextType } from './charset.ts';

const typeNames: Readonly<Record<string, string>> = {
  bool: 'tinyint',
  boolean: 'tinyint',
  'char varying': 'varchar',
  character: 'char',
  'character varying': 'varchar',
  dec: 'decimal',
  'double precision': 'double',
  fixed: 'decimal',
  float4: 'float',
  float8: 'double',
  geomcollection: 'geometrycollection',
  int1: 'tinyint',
  int2: 'smallint',
  int3: 'mediumint',
  int4: 'int',
  int8: 'bigint',
  integer: 'int',
  long: 'mediumtext',
  'long varbinary': 'mediumblob',
  'long varchar': 'mediumtext',
  middleint: 'mediumint',
  numeric: 'decimal',
  real: 'double',
  varcharacter: 'varchar',
};
const integers: ReadonlySet<string> = new Set(['bigint', 'int', 'mediumint', 'smallint', 'tinyint']);

/** A column as MySQL shows it: one name for each type, and nothing said that holds anyway. */
export function normalizeColumn(column: ColumnDef, table: CharsetCollation): ColumnDef {
  const typed = normalizeType(column.type);
  const charset = normalizeCharset({ ...column, type: typed }, table);
  const type = sizedText(
    { ...typed, charset: charset.charset, binary: false },
    columnCharset({ ...column, type: typed }, table),
  );
  const nullDefault = column.default?.expr.kind === 'NullVal' && column.nullable !== false;
  return {
    ...column,
    type,
    collate: charset.collate,
    // A TIMESTAMP's NULL is shown, as it was not always what holds when nothing is said.
    nullable: column.nullable === false ? false : type.name === 'timestamp' ? true : null,
    default: nullDefault ? null : normalizeDefault(column),
    comment: column.comment === '' ? null : column.comment,
    visibility: column.visibility === 'visible' ? '' : column.visibility,
    format: column.format === 'default' ? '' : column.format,
    media: column.media === 'default' ? '' : column.media,
    key: '',
  };
}

function normalizeDefault(column: ColumnDef): ColumnDef['default'] {
  const expr = column.default?.expr;
  if (expr?.kind !== 'BoolVal' || column.default?.parens === true) return column.default;
  const value = expr.value ? '1' : '0';
  return { kind: 'ColumnDefault', expr: { kind: 'Literal', type: 'Int', value }, parens: false };
}

function normalizeType(type: ColumnType): ColumnType {
  const written = type.name.toLowerCase();
  const name = typeNames[written] ?? written;
  if (written === 'bool' || written === 'boolean') return { ...type, name, length: '1' };
  if (name === 'float' && type.scale === '' && type.length !== '') {
    return { ...type, name: Number(type.length) > 24 ? 'double' : 'float', length: '' };
  }
  if (integers.has(name) && !type.zerofill && !(name === 'tinyint' && type.length === '1')) {
    return { ...type, name, length: '' };
  }
  if (name === 'year') return { ...type, name, length: '' };
  return { ...type, name };
}

const byteSteps = [
  { bytesMax: 255, prefix: 'tiny' },
  { bytesMax: 65_535, prefix: '' },
  { bytesMax: 16_777_215, prefix: 'medium' },
] as const;

/** TEXT(n) and BLOB(n) are the smallest type that holds n characters. */
function sizedText(type: ColumnType, { charset }: CharsetCollation): ColumnType {
  if ((type.name !== 'text' && type.name !== 'blob') || type.length === '') return type;
  const bytes = Number(type.length) * (type.name === 'text' ? (charsetByName(charset)?.bytesMax ?? 1) : 1);
  const prefix = byteSteps.find((step) => bytes <= step.bytesMax)?.prefix ?? 'long';
  return { ...type, name: prefix + type.name, length: '' };
}

/** Says the charset only where it is not the table's, and the collation only where the charset does not imply it. */
function normalizeCharset(column: ColumnDef, table: CharsetCollation): { charset: string; collate: string } {
  if (!isTextType(column.type.name) || (column.type.charset === '' && column.collate === '' && !column.type.binary)) {
    if (isTextType(column.type.name)) columnCharset(column, table);
    return { charset: '', collate: '' };
  }
  const { charset, collation } = columnCharset(column, table);
  if (charset === table.charset) return { charset: '', collate: collation === table.collation ? '' : collation };
  return { charset, collate: defaultCollationOf(charset)?.name === collation ? '' : collation };
}
