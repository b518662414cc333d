import type { AlterOption, IndexDef, TableSpec } from '@vt/sqlparser';
import type { DiffHints } from '../hints.ts';
import { fold, sameName } from '../names.ts';
import { isInvisible, sameKey, sameKeyParts, withVisibility } from './keys.ts';

export type KeyChanges = {
  readonly options: readonly AlterOption[];
  /** Full-text keys after the first, each for a statement of its own. */
  readonly later: readonly AlterOption[];
};

const nameOf = (index: IndexDef) => (index.type === 'primary key' ? 'PRIMARY' : index.name);

/** DROPs, RENAMEs and ADDs that make the keys of `from` those of `to`. */
export function diffKeys(
  from: TableSpec,
  to: TableSpec,
  renamed: ReadonlyMap<string, string>,
  hints: DiffHints,
): KeyChanges {
  const gone = from.indexes.filter((index) => !to.indexes.some((each) => sameName(nameOf(each), nameOf(index))));
  const drops: AlterOption[] = [];
  const renames: AlterOption[] = [];
  const others: AlterOption[] = [];
  const adds: IndexDef[] = [];
  const taken = new Set<IndexDef>();
  for (const index of to.indexes) {
    const old = from.indexes.find((each) => sameName(nameOf(each), nameOf(index)));
    if (old === undefined) {
      const match = gone.find(
        (each) => !taken.has(each) && index.type !== 'primary key' && sameKey(each, index, renamed),
      );
      if (match === undefined) adds.push(index);
      else {
        taken.add(match);
        renames.push({ kind: 'RenameIndex', ifExists: false, from: match.name, to: index.name });
      }
    } else if (!sameKey(old, index, renamed)) {
      if (onlyVisibility(old, index, renamed)) others.push(visibility(index));
      else {
        drops.push(drop(old));
        adds.push(index);
      }
    }
  }
  const missing = gone.filter((index) => !taken.has(index) && !allColumnsDropped(index, to, renamed)).map(drop);
  const added = splitFullText(adds, hints);
  return { options: [...missing, ...drops, ...renames, ...others, ...added.now], later: added.later };
}

/** A key goes with the last of its columns. */
function allColumnsDropped(index: IndexDef, to: TableSpec, renamed: ReadonlyMap<string, string>): boolean {
  return index.columns.every(
    (part) =>
      part.expr === null &&
      !to.columns.some((column) => sameName(column.name, renamed.get(fold(part.column)) ?? part.column)),
  );
}

function onlyVisibility(old: IndexDef, index: IndexDef, renamed: ReadonlyMap<string, string>): boolean {
  return sameKeyParts(old, index, renamed) && sameKey(withVisibility(old, isInvisible(index)), index, renamed);
}

function visibility(index: IndexDef): AlterOption {
  return {
    kind: 'AlterIndex',
    ifExists: false,
    name: index.name,
    change: isInvisible(index) ? 'invisible' : 'visible',
  };
}

function drop(index: IndexDef): AlterOption {
  if (index.type === 'primary key') return { kind: 'DropKey', type: 'primary key', ifExists: false, name: '' };
  return { kind: 'DropKey', type: 'key', ifExists: false, name: index.name };
}

function splitFullText(adds: readonly IndexDef[], hints: DiffHints): { now: AlterOption[]; later: AlterOption[] } {
  const now: AlterOption[] = [];
  const later: AlterOption[] = [];
  let fullText = 0;
  for (const index of adds) {
    const apart = index.type === 'fulltext key' && fullText++ > 0 && hints.fullTextKeys === 'distinct statements';
    (apart ? later : now).push({ kind: 'AddIndex', index });
  }
  return { now, later };
}
