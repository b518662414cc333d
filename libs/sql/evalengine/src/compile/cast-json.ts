import { BINARY_COLLATION } from '@vt/collations';
import { Type } from '@vt/sqltypes';
import { errors, mysqlError, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { JsonSyntaxError, parseJson } from '../json/parse.ts';
import { JsonDoc } from '../value/value.ts';
import { jsonNode } from './build.ts';
import type { Compiler } from './compiler.ts';
import { textOf } from './convert.ts';
import { toJsonAtom } from './json-atom.ts';
import type { Node } from './node.ts';

const INVALID_CHARSET = (name: string) =>
  mysqlError(3144, '22032', `Cannot create a JSON value from a string with CHARACTER SET '${name}'.`);

/** A text read as JSON. @throws VtError 3141, 3144, 3157 */
export function readJson(bytes: Uint8Array, node: Node, argument: number, name: string): JsonDoc {
  if (node.type.collation === BINARY_COLLATION) throw INVALID_CHARSET('binary');
  const text = textOf(bytes, node.type.collation);
  try {
    return new JsonDoc(parseJson(text));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    if (error.tooDeep) throw mysqlError(3157, '22032', 'The JSON document exceeds the maximum depth.');
    throw errors.invalidJson(argument, name, error.message, Buffer.byteLength(text.slice(0, error.at)));
  }
}

/** CAST(x AS JSON): texts are read, everything else becomes a scalar. */
export function castJson(node: Node, compiler: Compiler): Node {
  if (node.cls === 'json') return node;
  if (node.choice) return unsupported('CAST of an ENUM or SET to JSON');
  if (node.cls !== 'string' || node.type.collation === BINARY_COLLATION) {
    return jsonNode([node], toJsonAtom(node, compiler.env), true);
  }
  const run = (f: Frame): JsonDoc | null => {
    const value = node.run(f) as Uint8Array | null;
    return value === null ? null : readJson(value, node, 1, 'cast_as_json');
  };
  return jsonNode([node], run, true);
}

/** An argument that must be JSON: documents as they are, texts read. */
export function asJson(node: Node, argument: number, name: string): (frame: Frame) => JsonDoc | null {
  if (node.cls === 'json') return node.run as (frame: Frame) => JsonDoc | null;
  if (node.cls === 'null') return () => null;
  // MySQL refuses it, but only when it comes to look at the argument.
  if (node.cls !== 'string') return unsupported(`${name} of a ${node.cls}`);
  if (node.type.type === Type.ENUM || node.type.type === Type.SET) return unsupported(`${name} of an ENUM or SET`);
  return (f) => {
    const value = node.run(f) as Uint8Array | null;
    return value === null ? null : readJson(value, node, argument, name);
  };
}
