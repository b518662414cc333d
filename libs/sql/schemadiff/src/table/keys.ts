import { equals, type IndexColumn, type IndexDef } from '@vt/sqlparser';
import { fold, sameName } from '../names.ts';

/** Can the index serve a foreign key on these columns? */
export function coversForeignKey(index: IndexDef, columns: readonly string[]): boolean {
  if (index.type === 'fulltext key' || index.type === 'spatial key' || index.columns.length < columns.length)
    return false;
  return columns.every((column, i) => {
    const part = index.columns[i]!;
    return part.expr === null && part.length === '' && sameName(part.column, column);
  });
}

/** Are the two keys the same but for their names? Column names of `a` are looked up in `renamed` (folded) first. */
export function sameKey(a: IndexDef, b: IndexDef, renamed?: ReadonlyMap<string, string>): boolean {
  return sameKeyParts(a, b, renamed) && optionsOf(a) === optionsOf(b);
}

/** As `sameKey`, but one may be invisible. */
export function sameKeyParts(a: IndexDef, b: IndexDef, renamed?: ReadonlyMap<string, string>): boolean {
  if (a.type !== b.type || a.columns.length !== b.columns.length) return false;
  return a.columns.every((part, i) => samePart(part, b.columns[i]!, renamed));
}

function samePart(a: IndexColumn, b: IndexColumn, renamed: ReadonlyMap<string, string> | undefined): boolean {
  if (a.length !== b.length || a.direction !== b.direction) return false;
  if (a.expr !== null) return b.expr !== null && equals(a.expr, b.expr);
  return b.expr === null && sameName(renamed?.get(fold(a.column)) ?? a.column, b.column);
}

function optionsOf(index: IndexDef): string {
  return index.options
    .map(({ name, value }) => `${name} ${name === 'using' || name === 'with parser' ? fold(value) : value}`)
    .sort()
    .join('\n');
}

export function isInvisible(index: IndexDef): boolean {
  return index.options.some((option) => option.name === 'invisible');
}

/** The index with its visibility turned. */
export function withVisibility(index: IndexDef, invisible: boolean): IndexDef {
  const others = index.options.filter((option) => option.name !== 'invisible');
  return { ...index, options: invisible ? [...others, { kind: 'IndexOption', name: 'invisible', value: '' }] : others };
}
