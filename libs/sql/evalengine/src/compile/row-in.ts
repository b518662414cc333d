import { comparerOf } from '@vt/collations';
import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { isUnsignedType } from '../type/eval-type.ts';
import { asTextIn } from './collate.ts';
import type { Environment } from './environment.ts';
import { Derivation, isNumeric, type Node } from './node.ts';
import { allEqual, compareKind, equality, matchRows } from './pair.ts';

type Equal = (frame: Frame) => boolean | null;

/** Whether a row is a member of a list of several: a server compares each of its columns by that column's own type and collation, whatever stands beside it. */
export function memberEquality(row: Node, member: Node, env: Environment): Equal {
  if (row.row || member.row) return allEqual(matchRows(row, member).map(([a, b]) => memberEquality(a, b, env)));
  if (row.cls === 'null' || member.cls === 'null') return () => null;
  if (row.cls === 'string' && member.cls === 'string' && !row.hex && !member.hex) return sameText(row, member);
  checkOwnType(row, member, env);
  return equality(row, member, env, 'in');
}

/** Texts are compared by the collation on the left, and there is no mix that is none. */
function sameText(row: Node, member: Node): Equal {
  if (row.derivation === Derivation.None) return unsupported('a mix of collations in a row');
  const { collation } = row.type;
  const comparer = comparerOf(collation) ?? unsupported(`collation ${collation}`);
  const left = asTextIn(row, collation);
  const right = asTextIn(member, collation);
  return (f) => {
    const a = left(f);
    const b = a === null ? null : right(f);
    return a === null || b === null ? null : comparer.compare(a, b) === 0;
  };
}

/** @throws UnsupportedError where the type on the left makes another value of the member than = would. */
function checkOwnType(row: Node, member: Node, env: Environment): void {
  compareKind(row, member, env.flavor);
  if (row.cls === 'json' || row.bits || member.bits || row.hex || member.hex) unsupported('IN of such rows');
  const isExact = row.cls === 'decimal' && member.cls === 'int';
  const isWide = row.cls === 'real' && isNumeric(member.cls);
  if (row.cls !== member.cls && !isExact && !isWide) unsupported('IN of rows of other types');
  if (row.cls === 'int' && isUnsignedType(row.type) !== isUnsignedType(member.type))
    unsupported('IN of rows of signed and unsigned');
}
