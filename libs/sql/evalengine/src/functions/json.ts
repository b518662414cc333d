import { BINARY_COLLATION } from '@vt/collations';
import { Type } from '@vt/sqltypes';
import { intNode, jsonNode, stringNode, triNode } from '../compile/build.ts';
import { asJson, readJson } from '../compile/cast-json.ts';
import type { Compiler } from '../compile/compiler.ts';
import { asText, textOf } from '../compile/convert.ts';
import { toJsonAtom } from '../compile/json-atom.ts';
import { Derivation, type Node } from '../compile/node.ts';
import { errors, mysqlError, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { compareJson } from '../json/compare.ts';
import { type EditMode, edit, mergePatch, mergePreserve, removed } from '../json/edit.ts';
import { JsonSyntaxError, parseJson } from '../json/parse.ts';
import { hasWildcard, type JsonPath, JsonPathError, parsePath, seek } from '../json/path.ts';
import { prettyJson, quoteJson, unquotedText } from '../json/print.ts';
import { type JsonValue, jsonDepth, jsonObject, jsonTypeName } from '../json/value.ts';
import { charactersOf, LONG_BYTES_MAX } from '../type/eval-type.ts';
import { JsonDoc } from '../value/value.ts';
import { ANY, define, type FunctionDefinition } from './definition.ts';

type Args = readonly Node[];
type Bytes = Uint8Array;
type JsonRun = (f: Frame) => JsonDoc | null;
const UTF8MB4_BIN = 46;
const jsonText = { collation: UTF8MB4_BIN, derivation: Derivation.Coercible, ascii: false };
const first = (args: Args) => args[0] as Node;

function path(node: Node): (f: Frame) => JsonPath | null {
  if (node.cls === 'json')
    throw mysqlError(3143, '42000', 'Invalid JSON path expression. The error is around character position 1.');
  const text = asText(node);
  let lastBytes: Bytes | undefined;
  let lastPath: JsonPath = [];
  return (f) => {
    const bytes = text(f);
    if (bytes === null) return null;
    if (lastBytes !== undefined && (bytes === lastBytes || Buffer.compare(bytes, lastBytes) === 0)) return lastPath;
    lastPath = readPath(textOf(bytes, node.type.collation === BINARY_COLLATION ? 255 : node.type.collation));
    lastBytes = bytes;
    return lastPath;
  };
}

function readPath(text: string): JsonPath {
  try {
    return parsePath(text);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw mysqlError(
      3143,
      '42000',
      `Invalid JSON path expression. The error is around character position ${error.position}.`,
    );
  }
}

function plainPath(node: Node): (f: Frame) => JsonPath | null {
  const read = path(node);
  return (f) => {
    const legs = read(f);
    if (legs && hasWildcard(legs)) {
      throw mysqlError(
        3149,
        '42000',
        'In this situation, path expressions may not contain the * and ** tokens or an array range.',
      );
    }
    return legs;
  };
}

/** The paths of a row; null where one is NULL, behind which MySQL reads none. */
function upToNull(paths: readonly ((f: Frame) => JsonPath | null)[], f: Frame): JsonPath[] | null {
  const read: JsonPath[] = [];
  for (const each of paths) {
    const legs = each(f);
    if (legs === null) return null;
    read.push(legs);
  }
  return read;
}

function extract(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(first(args), 1, name);
  const paths = args.slice(1).map((node) => path(node));
  const run: JsonRun = (f) => {
    const doc = document(f);
    const legs = doc && upToNull(paths, f);
    if (doc === null || legs === null) return null;
    const found = legs.flatMap((each) => seek(doc.json, each));
    if (found.length === 0) return null;
    const single = legs.length === 1 && !hasWildcard(legs[0] ?? []);
    return new JsonDoc(single ? (found[0] as JsonValue) : { kind: 'array', items: found });
  };
  return jsonNode(args, run);
}

function unquote(args: Args, _compiler: Compiler, name: string): Node {
  const node = first(args);
  if (node.cls === 'null') return stringNode(args, jsonText, 0, () => null, true);
  if (node.cls !== 'json' && node.cls !== 'string') return unsupported(`${name} of a ${node.cls}`);
  const run = (f: Frame): Bytes | null => {
    const value = node.run(f);
    if (value === null) return null;
    return value instanceof JsonDoc ? Buffer.from(unquotedText(value.json)) : unquoteText(value as Bytes, node, name);
  };
  const characters = node.cls === 'json' ? LONG_BYTES_MAX : charactersOf(node.type);
  return stringNode(args, jsonText, characters, run, true);
}

function unquoteText(bytes: Bytes, node: Node, name: string): Bytes {
  if (node.type.collation === BINARY_COLLATION)
    throw mysqlError(3144, '22032', "Cannot create a JSON value from a string with CHARACTER SET 'binary'.");
  const text = textOf(bytes, node.type.collation);
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return Buffer.from(text);
  const doc = readJson(bytes, node, 1, name);
  return Buffer.from(unquotedText(doc.json));
}

function keyText(node: Node): (f: Frame) => string {
  const text = asText(node);
  if (node.cls !== 'string' && node.cls !== 'int' && node.cls !== 'null') return unsupported(`a ${node.cls} as a key`);
  const isBinary = node.cls === 'string' && node.type.collation === BINARY_COLLATION;
  const collation = node.derivation === Derivation.Numeric ? 255 : node.type.collation;
  return (f) => {
    const bytes = text(f);
    if (bytes === null) throw mysqlError(3158, '22032', 'JSON documents may not contain NULL member names.');
    if (isBinary)
      throw mysqlError(3144, '22032', "Cannot create a JSON value from a string with CHARACTER SET 'binary'.");
    return textOf(bytes, collation);
  };
}

/** NULL as JSON's own. A new one each time: places are told apart by identity. */
const jsonOf = (doc: JsonDoc | null): JsonValue => doc?.json ?? { kind: 'null' };

function object(args: Args, compiler: Compiler, name: string): Node {
  if (args.length % 2 !== 0) throw errors.wrongParameterCount(name);
  const pairs = args.flatMap((node, i) =>
    i % 2 === 0 ? [[keyText(node), toJsonAtom(args[i + 1] as Node, compiler.env)] as const] : [],
  );
  const run: JsonRun = (f) => new JsonDoc(jsonObject(pairs.map(([key, value]) => [key(f), jsonOf(value(f))] as const)));
  return jsonNode(args, run, false);
}

function array(args: Args, compiler: Compiler): Node {
  const items = args.map((node) => toJsonAtom(node, compiler.env));
  const run: JsonRun = (f) => new JsonDoc({ kind: 'array', items: items.map((item) => jsonOf(item(f))) });
  return jsonNode(args, run, false);
}

/** 'one' or 'all'. */
function oneOrAll(node: Node, name: string): (f: Frame) => boolean | null {
  const text = asText(node);
  return (f) => {
    const bytes = text(f);
    if (bytes === null) return null;
    const word = Buffer.from(bytes).toString('latin1').toLowerCase();
    if (word !== 'one' && word !== 'all') {
      throw mysqlError(3154, '42000', `The oneOrAll argument to ${name} may take these values: 'one' or 'all'.`);
    }
    return word === 'all';
  };
}

function containsPath(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(first(args), 1, name);
  const which = oneOrAll(args[1] as Node, name);
  const paths = args.slice(2).map((node) => path(node));
  return triNode([], (f) => {
    const doc = document(f);
    if (doc === null) return null;
    const all = which(f);
    if (all === null) return null;
    for (const each of paths) {
      const legs = each(f);
      if (legs === null) return null;
      const found = seek(doc.json, legs).length > 0;
      if (found !== all) return found;
    }
    return all;
  });
}

function length(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(first(args), 1, name);
  const where = args[1] ? path(args[1]) : () => [];
  const run = (f: Frame): bigint | null => {
    const doc = document(f);
    const legs = doc && where(f);
    if (doc === null || legs === null) return null;
    if (hasWildcard(legs)) return unsupported(`${name} of a path with wildcards`);
    const [found] = seek(doc.json, legs);
    if (!found) return null;
    return BigInt(found.kind === 'array' ? found.items.length : found.kind === 'object' ? found.members.size : 1);
  };
  return intNode(args, run, { nullable: true, length: 10 });
}

function keys(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(first(args), 1, name);
  const where = args[1] ? plainPath(args[1]) : () => [];
  const run: JsonRun = (f) => {
    const doc = document(f);
    if (doc === null) return null;
    const legs = where(f);
    if (legs === null) return null;
    const [found] = seek(doc.json, legs, false);
    if (found?.kind !== 'object') return null;
    return new JsonDoc({ kind: 'array', items: [...found.members.keys()].map((value) => ({ kind: 'string', value })) });
  };
  return jsonNode(args, run);
}

function remove(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(first(args), 1, name);
  const paths = args.slice(1).map((node) => plainPath(node));
  const run: JsonRun = (f) => {
    const doc = document(f);
    if (doc === null) return null;
    const legs = upToNull(paths, f);
    if (legs === null) return null;
    if (legs.some((each) => each.length === 0)) {
      throw mysqlError(3153, '42000', "The path expression '$' is not allowed in this context.");
    }
    return new JsonDoc(legs.reduce<JsonValue>((json, each) => removed(json, each), doc.json));
  };
  return jsonNode(args, run);
}

function editing(mode: EditMode): FunctionDefinition {
  return define(3, ANY, (args, compiler, name) => {
    if (args.length % 2 === 0) throw errors.wrongParameterCount(name);
    const document = asJson(first(args), 1, name);
    const pairs = args.flatMap((node, i) => {
      return i % 2 === 1 ? [[plainPath(node), toJsonAtom(args[i + 1] as Node, compiler.env)] as const] : [];
    });
    const run: JsonRun = (f) => {
      const doc = document(f);
      if (doc === null) return null;
      let { json } = doc;
      for (const [where, what] of pairs) {
        const legs = where(f);
        if (legs === null) return null;
        json = edit(json, legs, jsonOf(what(f)), mode);
      }
      return new JsonDoc(json);
    };
    return jsonNode(args, run);
  });
}

const preserving = define(2, ANY, (args, _compiler, name) => {
  const documents = args.map((node, i) => asJson(node, i + 1, name));
  const run: JsonRun = (f) => {
    let merged: JsonValue | undefined;
    for (const each of documents) {
      const doc = each(f);
      if (doc === null) return null;
      merged = merged ? mergePreserve(merged, doc.json) : doc.json;
    }
    return merged ? new JsonDoc(merged) : null;
  };
  return jsonNode(args, run);
});

/** What is no object takes the place of all before it, of a NULL too. */
const patching = define(2, ANY, (args, _compiler, name) => {
  const documents = args.map((node, i) => asJson(node, i + 1, name));
  const run: JsonRun = (f) => {
    let merged: JsonValue | null | undefined;
    for (const each of documents) {
      const doc = each(f)?.json;
      if (doc === undefined) merged = null;
      else if (merged === undefined || doc.kind !== 'object') merged = doc;
      else if (merged !== null) merged = mergePatch(merged, doc);
    }
    return merged ? new JsonDoc(merged) : null;
  };
  return jsonNode(args, run);
});

function contains(target: JsonValue, candidate: JsonValue): boolean {
  if (target.kind === 'array') {
    if (candidate.kind === 'array') return candidate.items.every((item) => containsItem(target.items, item));
    return containsItem(target.items, candidate);
  }
  if (target.kind === 'object') {
    if (candidate.kind !== 'object') return false;
    return [...candidate.members].every(([key, value]) => {
      const own = target.members.get(key);
      return own !== undefined && contains(own, value);
    });
  }
  return candidate.kind !== 'array' && candidate.kind !== 'object' && compareJson(target, candidate) === 0;
}

const containsItem = (items: readonly JsonValue[], candidate: JsonValue) =>
  items.some((item) => contains(item, candidate));

function containsNode(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(args[0] as Node, 1, name);
  const wanted = asJson(args[1] as Node, 2, name);
  const where = args[2] ? plainPath(args[2]) : () => [];
  return triNode([], (f) => {
    const doc = document(f);
    const candidate = doc && wanted(f);
    const legs = candidate && where(f);
    if (doc === null || candidate === null || legs === null) return null;
    const [found] = seek(doc.json, legs);
    return found ? contains(found, candidate.json) : null;
  });
}

const isEnumOrSet = ({ type }: Node): boolean => type.type === Type.ENUM || type.type === Type.SET;

function valid(args: Args): Node {
  const node = first(args);
  if (node.cls === 'json') return triNode([], (f) => (node.run(f) === null ? null : true));
  if (node.cls === 'null') return triNode([], () => null);
  if (node.cls !== 'string' || isEnumOrSet(node)) return triNode([], () => false);
  if (node.type.collation === BINARY_COLLATION) return triNode([], (f) => (node.run(f) === null ? null : false));
  return triNode([], (f) => {
    const bytes = node.run(f) as Bytes | null;
    if (bytes === null) return null;
    try {
      parseJson(textOf(bytes, node.type.collation));
      return true;
    } catch (error) {
      if (error instanceof JsonSyntaxError) return false;
      throw error;
    }
  });
}

function typeNode(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(first(args), 1, name);
  const run = (f: Frame) => {
    const doc = document(f);
    return doc === null ? null : Buffer.from(jsonTypeName(doc.json));
  };
  return stringNode(args, { ...jsonText, ascii: true }, 17, run, true);
}

function depth(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(first(args), 1, name);
  const run = (f: Frame): bigint | null => {
    const doc = document(f);
    return doc === null ? null : BigInt(jsonDepth(doc.json));
  };
  return intNode(args, run, { nullable: true, length: 10 });
}

function pretty(args: Args, _compiler: Compiler, name: string): Node {
  const document = asJson(first(args), 1, name);
  const run = (f: Frame) => {
    const doc = document(f);
    return doc === null ? null : Buffer.from(prettyJson(doc.json));
  };
  return stringNode(args, jsonText, LONG_BYTES_MAX, run, true);
}

function quote(args: Args, _compiler: Compiler, name: string): Node {
  const node = first(args);
  if (node.cls === 'null') return stringNode(args, jsonText, 0, () => null, true);
  if (node.cls !== 'string') return unsupported(`${name} of a ${node.cls}`);
  const run = (f: Frame) => {
    const bytes = node.run(f) as Bytes | null;
    if (bytes !== null && node.type.collation === BINARY_COLLATION)
      throw mysqlError(3144, '22032', "Cannot create a JSON value from a string with CHARACTER SET 'binary'.");
    return bytes === null ? null : Buffer.from(quoteJson(textOf(bytes, node.type.collation)));
  };
  return stringNode(args, jsonText, charactersOf(node.type) * 6 + 2, run, true);
}

/** MariaDB's documents are texts, which stay as they were written, and which it knows for documents by what their columns CHECK. */
function documents(definition: FunctionDefinition): FunctionDefinition {
  return {
    ...definition,
    compile: (args, compiler, name) =>
      compiler.env.flavor === 'mariadb'
        ? unsupported(`${name} as MariaDB writes it`)
        : definition.compile(args, compiler, name),
  };
}

/** To MariaDB numbers and dates are documents, as their texts are; MySQL has none in them. */
function ofTexts(definition: FunctionDefinition): FunctionDefinition {
  const isText = (node: Node) => node.cls === 'null' || (node.cls === 'string' && !node.choice);
  return {
    ...definition,
    compile: (args, compiler, name) =>
      compiler.env.flavor === 'mariadb' && !args.every(isText)
        ? unsupported(`${name} of other than texts as MariaDB reads it`)
        : definition.compile(args, compiler, name),
  };
}

export const jsonFunctions = {
  json_array: documents(define(0, ANY, array)),
  json_contains: ofTexts(define(2, 3, containsNode)),
  json_contains_path: ofTexts(define(3, ANY, containsPath)),
  json_depth: ofTexts(define(1, 1, depth)),
  json_extract: documents(define(2, ANY, extract)),
  json_insert: documents(editing('insert')),
  json_keys: documents(define(1, 2, keys)),
  json_length: ofTexts(define(1, 2, length)),
  json_merge_patch: documents(patching),
  json_merge_preserve: documents(preserving),
  json_object: documents(define(0, ANY, object)),
  json_pretty: documents(define(1, 1, pretty)),
  json_quote: ofTexts(define(1, 1, quote)),
  json_remove: documents(define(2, ANY, remove)),
  json_replace: documents(editing('replace')),
  json_set: documents(editing('set')),
  json_type: ofTexts(define(1, 1, typeNode)),
  json_unquote: ofTexts(define(1, 1, unquote)),
  json_valid: ofTexts(define(1, 1, valid)),
} satisfies Readonly<Record<string, FunctionDefinition>>;
