import { BINARY_COLLATION, collationById } from '@vt/collations';
import { intNode, stringNode } from '../compile/build.ts';
import { collatedOf } from '../compile/collate.ts';
import type { Compiler } from '../compile/compiler.ts';
import { asInt } from '../compile/convert.ts';
import { Derivation, type Node } from '../compile/node.ts';
import { unsupported } from '../errors.ts';
import type { EvalContext, Frame } from '../frame.ts';
import { define, type FunctionDefinition } from './definition.ts';

/** utf8mb3_general_ci: what names of the system are written in. */
const SYSTEM_COLLATION = 33;
const NAME_CHARACTERS = 64;
const system = { collation: SYSTEM_COLLATION, derivation: Derivation.System, ascii: false };

function nameOf(find: (node: Node, compiler: Compiler) => string): FunctionDefinition {
  return define(1, 1, (args, compiler) => {
    const bytes = Buffer.from(find(args[0] as Node, compiler));
    return {
      ...stringNode(
        [],
        { ...system, derivation: Derivation.Coercible, ascii: true },
        NAME_CHARACTERS,
        () => bytes,
        false,
      ),
      constant: true,
    };
  });
}

function collationName(node: Node): string {
  if (node.cls === 'json') return unsupported('the collation of JSON');
  const id = node.derivation === Derivation.Numeric ? BINARY_COLLATION : node.type.collation;
  return collationById(id)?.name ?? unsupported(`collation ${id}`);
}

/** A fact of the session, given with each evaluation. */
function fact(key: keyof EvalContext, characters: number): FunctionDefinition {
  return define(0, 0, (_args, _compiler, name) => {
    const run = (f: Frame) => {
      const value = f.context[key];
      if (value === undefined) return unsupported(`${name}() without its value`);
      return value === null ? null : Buffer.from(String(value));
    };
    return { ...stringNode([], system, characters, run, true), constant: false };
  });
}

function number(key: 'connectionId' | 'rowCount' | 'foundRows', unsigned: boolean): FunctionDefinition {
  return define(0, 0, (_args, _compiler, name) => {
    const run = (f: Frame) => f.context[key] ?? unsupported(`${name}() without its value`);
    return { ...intNode([], run, { nullable: false, unsigned }), constant: false };
  });
}

function lastInsertId(args: readonly Node[], _compiler: Compiler, name: string): Node {
  if (args.length === 0) {
    const run = (f: Frame) => f.context.lastInsertId ?? unsupported(`${name}() without its value`);
    return { ...intNode([], run, { nullable: false, unsigned: true }), constant: false };
  }
  const value = asInt(args[0] as Node);
  const run = (f: Frame): bigint | null => {
    const id = value(f);
    f.context.setLastInsertId?.(BigInt.asUintN(64, id ?? 0n));
    return id === null ? null : BigInt.asUintN(64, id);
  };
  return { ...intNode(args, run, { nullable: true, unsigned: true }), constant: false };
}

export const infoFunctions = {
  charset: nameOf((node) => {
    if (node.cls === 'json') return unsupported('the character set of JSON');
    if (node.derivation === Derivation.Numeric) return 'binary';
    return collationById(node.type.collation)?.charset ?? unsupported('a character set');
  }),
  coercibility: define(1, 1, (args) => {
    const node = args[0] as Node;
    if (!node.literal && !node.column) return unsupported('coercibility of an expression');
    const { derivation } = collatedOf(node);
    return intNode([], () => BigInt(derivation), { nullable: false, length: 10 });
  }),
  collation: nameOf(collationName),
  connection_id: number('connectionId', true),
  current_user: fact('currentUser', 288),
  database: fact('database', 34),
  found_rows: number('foundRows', false),
  last_insert_id: define(0, 1, lastInsertId),
  row_count: number('rowCount', false),
  schema: fact('database', 34),
  session_user: fact('user', 288),
  system_user: fact('user', 288),
  user: fact('user', 288),
  version: fact('version', 60),
} satisfies Readonly<Record<string, FunctionDefinition>>;
