import type { Compare } from '../rpc/messages.ts';
import { spanOf } from '../store/key-span.ts';
import type { KeyVersion, MvccStore } from '../store/mvcc-store.ts';

/** Whether the comparison holds for every key it names; a key that is absent counts as all zeros, but has no value. */
export function holds(store: MvccStore, compare: Compare): boolean {
  const found = store.range(spanOf(compare.key, compare.range_end));
  if (found.length > 0) return found.every((version) => holdsFor(version, compare));
  return compare.target !== 'VALUE' && holdsFor(undefined, compare);
}

function holdsFor(version: KeyVersion | undefined, compare: Compare): boolean {
  const order = orderOf(version, compare);
  switch (compare.result) {
    case 'EQUAL':
      return order === 0;
    case 'NOT_EQUAL':
      return order !== 0;
    case 'GREATER':
      return order > 0;
    case 'LESS':
      return order < 0;
    default:
      return false;
  }
}

function orderOf(version: KeyVersion | undefined, compare: Compare): number {
  switch (compare.target) {
    case 'VALUE':
      return Buffer.compare(version?.value ?? Buffer.alloc(0), compare.value ?? Buffer.alloc(0));
    case 'LEASE':
      return orderOfIntegers(version?.lease ?? 0n, compare.lease);
    case 'VERSION':
      return orderOfIntegers(BigInt(version?.version ?? 0), compare.version);
    case 'CREATE':
      return orderOfIntegers(BigInt(version?.createRevision ?? 0), compare.create_revision);
    case 'MOD':
      return orderOfIntegers(BigInt(version?.modRevision ?? 0), compare.mod_revision);
    default:
      return Number.NaN;
  }
}

function orderOfIntegers(have: bigint, want: string | undefined): number {
  const wanted = BigInt(want ?? 0);
  return have < wanted ? -1 : Number(have > wanted);
}
