import { charsetByName, collationById, convertCharset } from '@vt/collations';
import { type Field, Type } from '@vt/sqltypes';
import { cannotTell } from '../errors.ts';

const cache = new WeakMap<Field, readonly Buffer[]>();

/** Members of an ENUM or SET in order, in the column's own character set. */
export function membersOf(field: Field): readonly Buffer[] {
  let members = cache.get(field);
  if (members === undefined) {
    members = readMembers(field);
    cache.set(field, members);
  }
  return members;
}

function readMembers(field: Field): Buffer[] {
  const list = /^(?:enum|set)\((.*)\)/is.exec(field.columnType)?.[1];
  if (list === undefined) throw cannotTell(`members of column ${field.name} are not known`);
  const texts = [...list.matchAll(/'((?:[^']|'')*)'/g)].map((each) => (each[1] ?? '').replaceAll("''", "'"));
  const [utf8, own] = [charsetByName('utf8mb4'), charsetByName(collationById(field.charset)?.charset ?? '')];
  if (!utf8 || !own) throw cannotTell(`the character set of column ${field.name} is not known`);
  return texts.map((text) => Buffer.from(convertCharset(Buffer.from(text), utf8, own).bytes));
}

/** The number of an ENUM's or SET's value. */
export function enumIndex(field: Field, value: Uint8Array): bigint {
  const members = membersOf(field);
  const indexOf = (part: Uint8Array): number => members.findIndex((member) => member.equals(part));
  if (field.type === Type.ENUM) return value.length === 0 ? 0n : BigInt(found(indexOf(value), field) + 1);
  if (value.length === 0) return 0n;
  const parts = Buffer.from(value).toString('latin1').split(',');
  return parts.reduce((sum, part) => sum | (1n << BigInt(found(indexOf(Buffer.from(part, 'latin1')), field))), 0n);
}

function found(index: number, field: Field): number {
  if (index < 0) throw cannotTell(`a value that is no member of column ${field.name}`);
  return index;
}

/** The text of the number of an ENUM's or SET's value. */
export function memberText(field: Field, number: bigint): Uint8Array {
  const members = membersOf(field);
  if (field.type === Type.ENUM) {
    if (number === 0n) return Buffer.alloc(0);
    return members[Number(number) - 1] ?? unknownMember(field);
  }
  const parts: Buffer[] = [];
  for (let i = 0; number >> BigInt(i) > 0n; i++) {
    if ((number & (1n << BigInt(i))) === 0n) continue;
    if (parts.length > 0) parts.push(Buffer.from(','));
    parts.push(members[i] ?? unknownMember(field));
  }
  return Buffer.concat(parts);
}

function unknownMember(field: Field): never {
  throw cannotTell(`a number that is no member of column ${field.name}: its definition changed since`);
}
