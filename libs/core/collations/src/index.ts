export { type Charset, charsetByName } from './charset/charset.ts';
export {
  type Converted,
  convertCharset,
  countCharacters,
  isWellFormed,
  offsetOf,
  sizeAt,
} from './charset/convert.ts';
export {
  BINARY_COLLATION,
  binaryCollationOf,
  type Collation,
  charsetName,
  collationById,
  collationByName,
  defaultCollationOf,
} from './collation/collation.ts';
export { type Comparer, comparerOf, paddedWeightString } from './collation/comparer.ts';
export { comparerFrom, type TextComparer } from './collation/comparer-from.ts';
export { characterLayout, type Layout } from './multi-byte/layout.ts';
export { type MultiByteCharset, multiByteCharset } from './multi-byte/multi-byte.ts';
export { looseKey } from './root/loose-key.ts';
export { type CaseTable, caseTable } from './weights/case.ts';
