import { quoteName } from '@vt/sqlparser';
import type { ColumnShape, KeyShape } from './table-shape.ts';

/** The statement that makes a temporary table of some columns of a table, with the keys that these columns make up. */
export function createTemporary(name: string, columns: readonly ColumnShape[], keys: readonly KeyShape[]): string {
  const here = new Set(columns.map((column) => column.name.toLowerCase()));
  const whole = keys.filter(({ parts }) => parts.every(({ column }) => here.has(column.toLowerCase())));
  const lines = [...columns.map(columnLine), ...whole.map(keyLine)];
  return `create temporary table ${quoteName(name)} (${lines.join(', ')})`;
}

function columnLine({ name, type, collation, nullable, invisible, needsDefault, checkedJson }: ColumnShape): string {
  const words = [quoteName(name), type];
  // An enum's or set's own character set comes with the collation too.
  if (collation !== null) words.push(`collate ${collation}`);
  words.push(nullable ? 'null' : 'not null');
  if (invisible) words.push('invisible');
  // Never taken, as each row has a value; what is computed is not compared with the type.
  if (needsDefault) words.push('default (uuid())');
  if (checkedJson) words.push(`check (json_valid(${quoteName(name)}))`);
  return words.join(' ');
}

/** Keys tell MySQL which columns depend on which (ONLY_FULL_GROUP_BY), and make joins fast. */
function keyLine({ primary, unique, parts }: KeyShape): string {
  const columns = parts.map(({ column, length }) => `${quoteName(column)}${length === undefined ? '' : `(${length})`}`);
  return `${primary ? 'primary key' : unique ? 'unique key' : 'key'} (${columns.join(', ')})`;
}
