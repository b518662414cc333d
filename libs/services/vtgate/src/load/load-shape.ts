import { VtError } from '@vt/base';
import { characterLayout } from '@vt/collations';
import { encodeText, type LoadData, print, quoteName, rewrite, visit } from '@vt/sqlparser';
import { ColumnFlag, type Field } from '@vt/sqltypes';
import type { FileLayout } from './row-reader.ts';

/** Character sets whose fields can be told apart, by how a value of theirs is written. */
const charsets: Readonly<Record<string, 'hex' | 'text'>> = {
  armscii8: 'hex',
  ascii: 'hex',
  big5: 'hex',
  binary: 'hex',
  cp1250: 'hex',
  cp1251: 'hex',
  cp1256: 'hex',
  cp1257: 'hex',
  cp850: 'hex',
  cp852: 'hex',
  cp866: 'hex',
  cp932: 'hex',
  dec8: 'hex',
  eucjpms: 'hex',
  euckr: 'hex',
  gb18030: 'hex',
  gb2312: 'hex',
  gbk: 'hex',
  geostd8: 'hex',
  greek: 'hex',
  hebrew: 'hex',
  hp8: 'hex',
  keybcs2: 'hex',
  koi8r: 'hex',
  koi8u: 'hex',
  latin1: 'hex',
  latin2: 'hex',
  latin5: 'hex',
  latin7: 'hex',
  macce: 'hex',
  macroman: 'hex',
  sjis: 'hex',
  tis620: 'hex',
  ujis: 'hex',
  utf8: 'text',
  utf8mb3: 'text',
  utf8mb4: 'text',
};

/** @throws VT12001 for layouts that are not read here. */
export function layoutOf(statement: LoadData): FileLayout {
  const format = statement.fields;
  const fieldsTerminated = bytes(format?.fieldsTerminated ?? '\t');
  const enclosed = one(format?.enclosed ?? '', 'ENCLOSED BY');
  const linesTerminated = bytes(format?.linesTerminated ?? '\n');
  if (fieldsTerminated.length === 0 && enclosed === undefined) throw VtError.of('VT12001', 'LOAD DATA of fixed widths');
  if (linesTerminated.length === 0) throw VtError.of('VT12001', 'LOAD DATA without LINES TERMINATED BY');
  const characters = characterLayout(statement.charset.toLowerCase());
  return {
    ...(characters && { characters }),
    fieldsTerminated,
    enclosed,
    escaped: one(format?.escaped ?? '\\', 'ESCAPED BY'),
    linesStarting: bytes(format?.linesStarting ?? ''),
    linesTerminated,
    ignoreLines: Number(statement.ignoreLines || 0),
  };
}

function bytes(text: string): Buffer {
  return Buffer.from(encodeText(text));
}

function one(text: string, what: string): number | undefined {
  const all = bytes(text);
  if (all.length > 1) {
    const message = `Field separator argument is not what is expected; check the manual (${what})`;
    throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1083, state: '42000', message });
  }
  return all[0];
}

/** How a field's bytes become a literal. @throws VT12001 for character sets whose fields cannot be told apart bytewise. */
export function fieldWriting(charset: string): { readonly introducer: string; readonly form: 'hex' | 'text' } {
  const name = charset.toLowerCase() || 'utf8mb4';
  const form = charsets[name];
  if (!form) throw VtError.of('VT12001', `LOAD DATA in character set '${name}'`);
  return { introducer: form === 'hex' ? `_${name} ` : '', form };
}

/** Where the fields of a line go. */
export type LoadTarget =
  | {
      readonly kind: 'column';
      readonly name: string;
      /** NULL becomes the type's default, with a warning. */
      readonly mustHaveValue: boolean;
    }
  | { readonly kind: 'variable'; readonly name: string };

export function targetsOf(statement: LoadData, tableColumns: readonly Field[]): readonly LoadTarget[] {
  const needsValue = ({ flags }: Field) =>
    (flags & ColumnFlag.NOT_NULL) !== 0 && (flags & ColumnFlag.AUTO_INCREMENT) === 0;
  if (!statement.columns || statement.columns.length === 0)
    return tableColumns.map((column) => ({ kind: 'column', name: column.name, mustHaveValue: needsValue(column) }));
  const needing = new Set(tableColumns.filter(needsValue).map(({ name }) => name.toLowerCase()));
  return statement.columns.map((column) =>
    column.kind === 'Variable'
      ? { kind: 'variable', name: column.name.toLowerCase() }
      : { kind: 'column', name: column.name, mustHaveValue: needing.has(column.name.toLowerCase()) },
  );
}

/**
 * For each value of a row, the fields' and then those of SET, whether it is the last that its column gets: LOAD DATA may name a column
 * twice, as no INSERT may. @throws VT12001 for an expression of SET that looks at a value which is replaced behind it.
 */
export function lastValues(
  statement: LoadData,
  targets: readonly LoadTarget[],
): {
  readonly kept: readonly boolean[];
  /** Columns that get several, in lower case. */
  readonly twice: ReadonlySet<string>;
} {
  const names = [...columnNames(targets), ...statement.set.map(({ name }) => name.name)].map((n) => n.toLowerCase());
  const kept = names.map((name, i) => names.lastIndexOf(name) === i);
  const twice = new Set(names.filter((_, i) => !kept[i]));
  for (const { expr } of twice.size > 0 ? statement.set : [])
    visit(expr, (node) => {
      if (node.kind === 'ColName' && twice.has(node.name.toLowerCase()))
        throw VtError.of('VT12001', `LOAD DATA whose SET looks at column '${node.name}', which gets two values`);
    });
  return { kept, twice };
}

function columnNames(targets: readonly LoadTarget[]): string[] {
  return targets.flatMap((target) => (target.kind === 'column' ? [target.name] : []));
}

/** `INSERT … VALUES ` up to its rows. @param kept which of a row's values are inserted. */
export function insertHead(statement: LoadData, targets: readonly LoadTarget[], kept: readonly boolean[]): string {
  const { table, onDuplicate, partitions } = statement;
  if (!table) throw VtError.of('VT12001', 'LOAD DATA without a table');
  const names = [...columnNames(targets), ...statement.set.map(({ name }) => name.name)].filter((_, i) => kept[i]);
  const verb = onDuplicate === 'replace' ? 'replace' : 'insert ignore';
  const where = partitions.length > 0 ? ` partition (${partitions.map(quoteName).join(', ')})` : '';
  return `${verb} into ${print(table)}${where} (${names.map(quoteName).join(', ')}) values `;
}

/** The expressions of SET, for a row whose variables are known by their literals. */
export function setTexts(statement: LoadData, variables: ReadonlyMap<string, string>): readonly string[] {
  return statement.set.map(({ expr }) =>
    print(
      rewrite(expr, (node) => {
        if (node.kind !== 'Variable' || node.scope !== 'user') return node;
        const value = variables.get(node.name.toLowerCase());
        // Numbers are printed as they are written: so is this, whatever it is.
        return value === undefined ? node : { kind: 'Literal', type: 'Int', value };
      }),
    ),
  );
}
