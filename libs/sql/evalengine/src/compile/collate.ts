import {
  BINARY_COLLATION,
  binaryCollationOf,
  type Charset,
  type Collation,
  collationById,
  convertCharset,
  defaultCollationOf,
  isWellFormed,
} from '@vt/collations';
import { mysqlError, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { asText, charsetOf, type TextRun } from './convert.ts';
import { DEFAULT_COLLATION, type Environment } from './environment.ts';
import { Derivation, type Node } from './node.ts';

/** The collation that an operation works in. */
export type Collated = { readonly collation: number; readonly derivation: number; readonly ascii: boolean };

const LATIN1 = 8;

/** What a node brings to the choice: numbers and dates yield to any text. */
export function collatedOf(node: Node): Collated {
  const numeric = node.derivation === Derivation.Numeric;
  return {
    collation: numeric ? LATIN1 : node.type.collation,
    derivation: node.derivation,
    ascii: node.ascii,
  };
}

const known = (id: number): Collation => collationById(id) ?? unsupported(`collation ${id}`);
const isUnicode = (c: Collation) => /^(utf|ucs)/.test(c.charset);
const isBin = (c: Collation) => c.name.endsWith('_bin');

function isSuperset(a: Collated, b: Collated): boolean {
  const left = known(a.collation);
  const right = known(b.collation);
  const same = a.derivation === b.derivation;
  if (isUnicode(left)) {
    const wider = !isUnicode(right) || (left.charset === 'utf8mb4' && right.charset === 'utf8mb3');
    if (a.derivation < b.derivation || (same && wider)) return true;
  }
  return b.ascii && (a.derivation < b.derivation || (same && !a.ascii && !isUnicode(right)));
}

const NO_COLLATION: Collated = { collation: BINARY_COLLATION, derivation: Derivation.None, ascii: false };

function merge(a: Collated, b: Collated): Collated | undefined {
  const left = known(a.collation);
  const right = known(b.collation);
  if (left.charset !== right.charset) return mergeCharsets(a, b);
  if (a.derivation !== b.derivation) return a.derivation < b.derivation ? a : b;
  if (a.collation === b.collation) return a;
  if (a.derivation === Derivation.Explicit) return undefined;
  if (isBin(left) && isBin(right)) return undefined;
  if (isBin(left)) return a;
  if (isBin(right)) return b;
  const bin = binaryCollationOf(left.charset);
  return bin && { ...a, collation: bin.id, derivation: Derivation.None };
}

function mergeCharsets(a: Collated, b: Collated): Collated | undefined {
  if (a.collation === BINARY_COLLATION) return a.derivation <= b.derivation ? a : b;
  if (b.collation === BINARY_COLLATION) return b.derivation <= a.derivation ? b : a;
  if (isSuperset(a, b)) return a;
  if (isSuperset(b, a)) return b;
  if (a.derivation < b.derivation && b.derivation >= Derivation.System) return a;
  if (b.derivation < a.derivation && a.derivation >= Derivation.System) return b;
  return undefined;
}

const derivationNames = ['EXPLICIT', 'NONE', 'IMPLICIT', 'SYSCONST', 'COERCIBLE', 'NUMERIC', 'IGNORABLE'] as const;

/**
 * The collation of an operation on these operands. `comparing`: there must be one that orders.
 * @throws VtError 1267, 1270, 1271 for an illegal mix
 */
export function aggregate(nodes: readonly Node[], operation: string, env: Environment, comparing = false): Collated {
  if (env.flavor === 'mysql' && nodes.some(({ place }) => place)) return unsupported('a place in a text as a text');
  let result: Collated | undefined;
  for (const [i, node] of nodes.entries()) {
    const next = collatedOf(node);
    const both = result?.derivation === Derivation.Explicit && next.derivation === Derivation.Explicit;
    result = i === 0 ? next : result && merge(result, next);
    if (result === undefined) {
      if (!both && nodes.slice(i + 1).some((later) => later.derivation === Derivation.Explicit)) {
        result = NO_COLLATION;
        continue;
      }
      if (nodes.some((each) => each.derivation === Derivation.None)) return unsupported('a mix of collations in a mix');
      throw illegalMix(nodes, operation);
    }
  }
  const chosen = result ?? NO_COLLATION;
  if (nodes.some((node) => node.derivation === Derivation.None)) return unsupported('a mix of collations in a mix');
  if (comparing && chosen.derivation === Derivation.None) throw illegalMix(nodes, operation);
  if (chosen.derivation === Derivation.Numeric) {
    return { collation: env.collation, derivation: Derivation.Coercible, ascii: true };
  }
  return chosen;
}

function illegalMix(nodes: readonly Node[], operation: string): Error {
  const text = nodes.map((node) => {
    const { collation, derivation } = collatedOf(node);
    return `(${known(collation).name},${derivationNames[derivation]})`;
  });
  if (nodes.length === 2) {
    return mysqlError(1267, 'HY000', `Illegal mix of collations ${text.join(' and ')} for operation '${operation}'`);
  }
  if (nodes.length === 3) {
    return mysqlError(1270, 'HY000', `Illegal mix of collations ${text.join(', ')} for operation '${operation}'`);
  }
  return mysqlError(1271, 'HY000', `Illegal mix of collations for operation '${operation}'`);
}

const ASCII_TEXT = new Set(['latin1', 'utf8mb3', 'utf8mb4', 'ascii', 'binary']);

/**
 * The node's text in the character set of `collation`. A constant must be writable in it (VtError 3854), unless `lenient`: then
 * '?' stands for what is not.
 */
export function asTextIn(node: Node, collation: number, lenient = false): TextRun {
  const text = asText(node);
  const to = charsetOf(collation);
  const own = node.derivation === Derivation.Numeric ? LATIN1 : node.type.collation;
  const from = charsetOf(own);
  if (from.name === to.name || to.name === 'binary') return text;
  if (from.name === 'binary') return fromBinary(node, text, to);
  if (node.ascii && ASCII_TEXT.has(to.name) && from.bytesMin === 1) return text;
  if (node.constant && !lenient) {
    const bytes = constantText(node, text);
    if (bytes && !convertCharset(bytes, from, to).exact) throw cannotConvert(bytes, from.name, to.name);
  }
  return (frame) => {
    const bytes = text(frame);
    if (bytes === null) return null;
    const converted = convertCharset(bytes, from, to);
    if (!converted.exact && !lenient) return unsupported(`text that cannot be written in ${to.name}`);
    return converted.bytes;
  };
}

/** Bytes taken as characters of a set must be such. */
function fromBinary(node: Node, text: TextRun, to: Charset): TextRun {
  const padded = to.bytesMin > 1 ? paddedBinary(text, to.bytesMin) : text;
  if (node.constant) {
    const bytes = constantText(node, padded);
    if (bytes && !isWellFormed(bytes, to)) throw cannotConvert(bytes, 'binary', to.name);
    return padded;
  }
  return (frame) => {
    const bytes = padded(frame);
    if (bytes !== null && !isWellFormed(bytes, to)) return unsupported('bytes that are no text');
    return bytes;
  };
}

function constantText(node: Node, text: TextRun): Uint8Array | null {
  try {
    return text(new Frame());
  } catch {
    return unsupported(`a constant that fails: ${node.cls}`);
  }
}

function cannotConvert(bytes: Uint8Array, from: string, to: string): Error {
  const hex = Array.from(bytes.subarray(0, 6), (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
    '',
  );
  return mysqlError(3854, 'HY000', `Cannot convert string '${hex}' from ${from} to ${to}`);
}

/** Bytes taken as characters of a wide set are filled up with zeros in front. */
export function paddedBinary(text: TextRun, size: number): TextRun {
  if (size === 1) return text;
  return (frame) => {
    const bytes = text(frame);
    if (bytes === null || bytes.length % size === 0) return bytes;
    return Buffer.concat([Buffer.alloc(size - (bytes.length % size)), bytes]);
  };
}

/** MySQL 8's own are no collations of MariaDB, which has had two defaults for utf8mb4. */
export function defaultCollation(charset: string, { flavor, serverVersion }: Environment): number {
  const id = defaultCollationOf(charset)?.id ?? unsupported(`character set ${charset}`);
  if (flavor !== 'mariadb' || id !== DEFAULT_COLLATION) return id;
  return serverVersion < MARIADB_OF_UCA1400 ? UTF8MB4_GENERAL_CI : unsupported(`the collation of ${charset}`);
}

const UTF8MB4_GENERAL_CI = 45;
const MARIADB_OF_UCA1400 = 110_600;
