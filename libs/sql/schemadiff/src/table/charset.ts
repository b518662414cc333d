import { charsetName, collationByName, defaultCollationOf } from '@vt/collations';
import type { ColumnDef, TableOption, TableSpec } from '@vt/sqlparser';
import { refuse } from '../errors.ts';
import { sameName } from '../names.ts';

/** The character set and collation that hold for a table or a column; both '' where none does. */
export type CharsetCollation = { readonly charset: string; readonly collation: string };

const serverDefault: CharsetCollation = { charset: 'utf8mb4', collation: 'utf8mb4_0900_ai_ci' };

export function option(spec: TableSpec, name: string): TableOption | undefined {
  return spec.options.find((each) => sameName(each.name, name));
}

/** What columns of the table get when they say nothing. */
export function tableCharset(spec: TableSpec): CharsetCollation {
  const charset = option(spec, 'charset')?.word ?? '';
  const collation = option(spec, 'collate')?.word ?? '';
  if (collation !== '') {
    const found = collationByName(collation);
    return {
      charset: charset === '' ? (found?.charset ?? '') : charsetName(charset),
      collation: found?.name ?? collation,
    };
  }
  if (charset === '') return serverDefault;
  return { charset: charsetName(charset), collation: defaultCollationOf(charset)?.name ?? '' };
}

const textTypes: ReadonlySet<string> = new Set([
  'char',
  'enum',
  'longtext',
  'mediumtext',
  'set',
  'text',
  'tinytext',
  'varchar',
]);

export function isTextType(type: string): boolean {
  return textTypes.has(type.toLowerCase());
}

/** What holds for a column, with the table's where it says nothing. */
export function columnCharset(column: ColumnDef, table: CharsetCollation): CharsetCollation {
  if (!isTextType(column.type.name)) return { charset: '', collation: '' };
  const { charset } = column.type;
  if (column.collate !== '') {
    const found = collationByName(column.collate);
    if (found === undefined) {
      refuse({ kind: 'UnknownColumnCollationCharset', column: column.name, collation: column.collate });
    }
    return { charset: found.charset, collation: found.name };
  }
  if (charset !== '') {
    const collation = column.type.binary ? `${charsetName(charset)}_bin` : defaultCollationOf(charset)?.name;
    if (collation === undefined) refuse({ kind: 'UnknownColumnCharsetCollation', column: column.name, charset });
    return { charset: charsetName(charset), collation };
  }
  if (table.collation === '') {
    refuse({ kind: 'UnknownColumnCharsetCollation', column: column.name, charset: table.charset });
  }
  if (column.type.binary) return { charset: table.charset, collation: `${table.charset}_bin` };
  return table;
}
