import type { Field } from '@vt/sqltypes';
import { ColumnFlag } from '@vt/sqltypes';
import type { EvalType } from './eval-type.ts';

/** What a result column's definition tells of its values. */
export function evalTypeOf(field: Field): EvalType {
  const type = {
    type: field.type,
    collation: field.charset,
    flags: field.flags,
    length: field.columnLength,
    decimals: field.decimals,
    nullable: (field.flags & ColumnFlag.NOT_NULL) === 0,
  };
  const values = choices(field.columnType);
  return values ? { ...type, values } : type;
}

/** A result column of an expression that has no table. */
export function fieldOf(name: string, type: EvalType): Field {
  return {
    name,
    type: type.type,
    table: '',
    orgTable: '',
    database: '',
    orgName: '',
    columnLength: type.length,
    charset: type.collation,
    decimals: type.decimals,
    flags: type.flags,
    columnType: '',
  };
}

/** The values of `enum('a','b')` or `set(…)`. */
function choices(columnType: string): string[] | undefined {
  const match = /^(?:enum|set)\((.*)\)/i.exec(columnType);
  if (!match) return undefined;
  return [...(match[1] ?? '').matchAll(/'((?:[^']|'')*)'/g)].map((each) => (each[1] ?? '').replaceAll("''", "'"));
}
