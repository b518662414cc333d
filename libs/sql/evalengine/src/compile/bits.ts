import { BINARY_COLLATION } from '@vt/collations';
import type { BinaryExpr, UnaryExpr } from '@vt/sqlparser';
import { mysqlError, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { anyNullable, binaryNode, intNode } from './build.ts';
import type { Compiler } from './compiler.ts';
import { asInt, asText } from './convert.ts';
import { isOfIntegers } from './mariadb.ts';
import type { Node } from './node.ts';

const to64 = (value: bigint) => BigInt.asUintN(64, value);

/** VARBINARY, BLOB and their like; hexadecimal literals only beside such a one. */
export const isBytes = (node: Node): boolean => node.cls === 'string' && node.type.collation === BINARY_COLLATION;

function isBinaryOperation(a: Node, b: Node): boolean {
  const bytes = (node: Node) => isBytes(node) || node.cls === 'null';
  const real = (node: Node) => isBytes(node) && !node.hex;
  return bytes(a) && bytes(b) && (real(a) || real(b));
}

/** MariaDB makes integers of bytes, texts and other numbers in ways of its own, and says what is wrong with them. */
function refuseBytes(nodes: readonly Node[], { env }: Pick<Compiler, 'env'>): void {
  if (env.flavor === 'mariadb' && !isOfIntegers(nodes)) unsupported('operators of bits with others than integers');
}

type BitOperation = { ints: (a: bigint, b: bigint) => bigint; bytes: (a: number, b: number) => number };
const operations: Readonly<Record<string, BitOperation>> = {
  '&': { ints: (a, b) => a & b, bytes: (a, b) => a & b },
  '|': { ints: (a, b) => a | b, bytes: (a, b) => a | b },
  '^': { ints: (a, b) => a ^ b, bytes: (a, b) => a ^ b },
};

export function compileBits(expr: BinaryExpr, compiler: Compiler): Node {
  const a = compiler.scalar(expr.left);
  const b = compiler.scalar(expr.right);
  refuseBytes([a, b], compiler);
  if (expr.operator === '<<' || expr.operator === '>>') return shift(a, b, expr.operator === '<<');
  const operation = operations[expr.operator] as BitOperation;
  if (isBinaryOperation(a, b)) return bytesOperation(a, b, operation);
  const left = asInt(a);
  const right = asInt(b);
  const run = (f: Frame): bigint | null => {
    const x = left(f);
    if (x === null) return null;
    const y = right(f);
    return y === null ? null : operation.ints(to64(x), to64(y));
  };
  return intNode([a, b], run, { unsigned: true });
}

function bytesOperation(a: Node, b: Node, operation: BitOperation): Node {
  const left = asText(a);
  const right = asText(b);
  const run = (f: Frame): Uint8Array | null => {
    const x = left(f);
    const y = right(f);
    if (x === null || y === null) return null;
    if (x.length !== y.length) {
      throw mysqlError(3513, 'HY000', 'Binary operands of bitwise operators must be of equal length');
    }
    return x.map((byte, i) => operation.bytes(byte, y[i] ?? 0));
  };
  return binaryNode([a, b], Math.max(a.type.length, b.type.length), run, anyNullable([a, b]));
}

function shift(a: Node, b: Node, left: boolean): Node {
  const count = asInt(b);
  if (isBytes(a) && !a.hex) {
    const bytes = asText(a);
    const run = (f: Frame): Uint8Array | null => {
      const x = bytes(f);
      const y = count(f);
      return x === null || y === null ? null : shiftBytes(x, to64(y), left);
    };
    return binaryNode([a, b], a.type.length, run, anyNullable([a, b]));
  }
  const value = asInt(a);
  const run = (f: Frame): bigint | null => {
    const x = value(f);
    if (x === null) return null;
    const y = count(f);
    if (y === null) return null;
    const by = to64(y);
    if (by >= 64n) return 0n;
    return left ? to64(to64(x) << by) : to64(x) >> by;
  };
  return intNode([a, b], run, { unsigned: true });
}

function shiftBytes(bytes: Uint8Array, by: bigint, left: boolean): Uint8Array {
  const size = bytes.length * 8;
  if (size === 0 || by >= BigInt(size)) return Buffer.alloc(bytes.length);
  const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const shifted = left ? BigInt.asUintN(size, value << by) : value >> by;
  return Buffer.from(shifted.toString(16).padStart(bytes.length * 2, '0'), 'hex');
}

/** ~a */
export function compileInvert(expr: UnaryExpr, compiler: Compiler): Node {
  const node = compiler.scalar(expr.expr);
  refuseBytes([node], compiler);
  if (isBytes(node) && !node.hex) {
    const bytes = asText(node);
    const run = (f: Frame) => bytes(f)?.map((byte) => ~byte) ?? null;
    return binaryNode([node], node.type.length, run, node.type.nullable);
  }
  const value = asInt(node);
  const run = (f: Frame): bigint | null => {
    const x = value(f);
    return x === null ? null : to64(~x);
  };
  return intNode([node], run, { unsigned: true });
}

/** BIT_COUNT() */
export function bitCount(node: Node, compiler: Pick<Compiler, 'env'>): Node {
  refuseBytes([node], compiler);
  if (isBytes(node) && !node.hex) {
    const bytes = asText(node);
    const run = (f: Frame): bigint | null => {
      const value = bytes(f);
      return value === null ? null : BigInt(value.reduce((sum, byte) => sum + ones(BigInt(byte)), 0));
    };
    return intNode([node], run);
  }
  const value = asInt(node);
  const run = (f: Frame): bigint | null => {
    const x = value(f);
    return x === null ? null : BigInt(ones(to64(x)));
  };
  return intNode([node], run, { length: 2 });
}

function ones(value: bigint): number {
  let count = 0;
  for (let rest = value; rest > 0n; rest >>= 1n) count += Number(rest & 1n);
  return count;
}
