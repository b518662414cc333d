import { charsetByName, collationByName, comparerOf, convertCharset } from '@vt/collations';
import type { Field } from '@vt/sqltypes';
import type { TargetColumn } from './target-table.ts';
import { charsetOf } from './value-writer.ts';

/** The members of an ENUM or SET, of its type as information_schema tells it. */
export function membersOf(columnType: string): string[] | undefined {
  const list = /^(?:enum|set)\((.*)\)$/is.exec(columnType)?.[1];
  if (list === undefined) return undefined;
  return [...list.matchAll(/'((?:[^']|'')*)'/g)].map((each) => (each[1] ?? '').replaceAll("''", "'"));
}

const KNOWN_MAX = 10_000;

/** Whether a target's ENUM or SET lists a value of the source, as its collation compares; undefined where that cannot be told. */
export function listTest(column: TargetColumn, field: Field): ((value: Uint8Array) => boolean) | undefined {
  const members = membersOf(column.columnType);
  const [utf8, to] = [charsetByName('utf8mb4'), charsetByName(column.charset)];
  const from = charsetByName(charsetOf(field) ?? '');
  const comparer = comparerOf(collationByName(column.collation)?.id ?? 0);
  if (!members || !utf8 || !to || !from || from.name === 'binary' || !comparer) return undefined;
  const bytesOf = (text: string): Uint8Array => convertCharset(Buffer.from(text), utf8, to).bytes;
  const listed = members.map(bytesOf);
  const isMember = (text: string): boolean => {
    const bytes = bytesOf(text);
    return listed.some((member) => comparer.compare(member, bytes) === 0);
  };
  const isListed = (value: Uint8Array): boolean => {
    const text = Buffer.from(convertCharset(value, from, utf8).bytes).toString('utf8');
    // '' is what is in a column that holds none of its members.
    return (column.type === 'set' ? text.split(',') : [text]).every((one) => one === '' || isMember(one));
  };
  const known = new Map<string, boolean>();
  return (value) => {
    const name = Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= KNOWN_MAX) known.clear();
    const now = isListed(value);
    known.set(name, now);
    return now;
  };
}
