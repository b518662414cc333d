import type { EvalType } from '@vt/evalengine';
import { BINARY_CHARSET, ColumnFlag, type Field } from '@vt/sqltypes';

const FLAGS = { 'not null': ColumnFlag.NOT_NULL, unsigned: ColumnFlag.UNSIGNED, binary: ColumnFlag.BINARY } as const;

/** How the evaluator's type describes a column otherwise than a server; empty: it does not. */
export function fieldDifference(ours: EvalType, theirs: Field): string {
  const told = (what: string, own: unknown, other: unknown) => (own === other ? [] : [`${what} ${own} for ${other}`]);
  const isText = (charset: number) => charset !== BINARY_CHARSET;
  return [
    ...told('type', ours.type, theirs.type),
    ...told('decimals', ours.decimals, theirs.decimals),
    ...told('text', isText(ours.collation), isText(theirs.charset)),
    ...told('length', ours.length, theirs.columnLength),
    ...Object.entries(FLAGS).flatMap(([name, flag]) => told(name, (ours.flags & flag) > 0, (theirs.flags & flag) > 0)),
  ].join(', ');
}
