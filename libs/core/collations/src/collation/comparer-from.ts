import { type Charset, charsetByName } from '../charset/charset.ts';
import { convertCharset } from '../charset/convert.ts';
import type { Collation } from './collation.ts';
import { type Comparer, comparerOf } from './comparer.ts';

/** Compares texts that come in another character set than the collation's. */
export type TextComparer = Pick<Comparer, 'compare' | 'hashKey'>;

/** Of texts whose bytes are of the character set `from`. Undefined for what we do not have. */
export function comparerFrom(collation: Collation, from: string): TextComparer | undefined {
  const comparer = comparerOf(collation.id);
  if (!comparer || isSameEncoding(from, collation.charset)) return comparer;
  const source = charsetByName(from);
  const target = charsetByName(collation.charset);
  return source && target && converting(comparer, source, target);
}

const UNICODE = ['utf8mb4', 'utf8mb3'];

function isSameEncoding(a: string, b: string): boolean {
  return a === b || a === 'binary' || b === 'binary' || (UNICODE.includes(a) && UNICODE.includes(b));
}

function converting(comparer: Comparer, source: Charset, target: Charset): TextComparer {
  const own = (bytes: Uint8Array) => convertCharset(bytes, source, target).bytes;
  return {
    compare: (a, b) => comparer.compare(own(a), own(b)),
    hashKey: (bytes) => comparer.hashKey(own(bytes)),
  };
}
