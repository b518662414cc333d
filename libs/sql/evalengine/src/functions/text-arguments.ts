import { VtError } from '@vt/base';
import type { Charset } from '@vt/collations';
import { isBytes } from '../compile/bits.ts';
import { aggregate, asTextIn, type Collated } from '../compile/collate.ts';
import type { Compiler } from '../compile/compiler.ts';
import { charsetOf, type TextRun } from '../compile/convert.ts';
import type { Node } from '../compile/node.ts';
import { unsupported } from '../errors.ts';
import { charactersOf } from '../type/eval-type.ts';

/** Text arguments brought to one collation. */
export type Texts = {
  readonly collated: Collated;
  readonly charset: Charset;
  readonly runs: readonly TextRun[];
  /** Most characters of each. */
  readonly lengths: readonly number[];
};

export function texts(nodes: readonly Node[], name: string, compiler: Compiler, comparing = false): Texts {
  const collated = aggregate(nodes, name, compiler.env, comparing);
  return {
    collated,
    charset: charsetOf(collated.collation),
    runs: nodes.map((node) => asTextIn(node, collated.collation)),
    lengths: nodes.map((node) => (node.cls === 'null' ? 0 : charactersOf(node.type))),
  };
}

/** Text arguments brought to the collation of the first alone; on MariaDB to that of all. */
export function textsLike(subject: Node, others: readonly Node[], name: string, compiler: Compiler): Texts {
  const nodes = [subject, ...others];
  checkMixes(nodes, name, compiler);
  if (compiler.env.flavor === 'mariadb') {
    // Bytes among them have bytes compared.
    if (others.some(isBytes) && !isBytes(subject)) return unsupported(`${name} of bytes and texts`);
    return texts(nodes, name, compiler, true);
  }
  const one = texts([subject], name, compiler);
  return {
    ...one,
    runs: nodes.map((node) => asTextIn(node, one.collated.collation)),
    lengths: nodes.map((node) => (node.cls === 'null' ? 0 : charactersOf(node.type))),
  };
}

/** @throws UnsupportedError for an illegal mix of collations, which a server does not always tell of though it goes by the first. */
function checkMixes(nodes: readonly Node[], name: string, compiler: Compiler): void {
  try {
    aggregate(nodes, name, compiler.env, true);
  } catch (error) {
    if (error instanceof VtError) unsupported(`${name} of a mix of collations`);
    throw error;
  }
}

/** Longest result that functions make before they answer NULL: max_allowed_packet's default. */
export const PACKET_BYTES_MAX = 67_108_864;

/** What the connection's texts are like, for functions that make ASCII of anything. */
export function connectionText(compiler: Compiler, ascii = true): Collated {
  return { collation: compiler.env.collation, derivation: 4, ascii };
}
