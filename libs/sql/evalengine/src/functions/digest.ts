import { createHash } from 'node:crypto';
import { BINARY_COLLATION } from '@vt/collations';
import { binaryNode, intNode, stringNode } from '../compile/build.ts';
import { type Compiler, constantValue } from '../compile/compiler.ts';
import { asInt, asText, shownText } from '../compile/convert.ts';
import { isNumeric, type Node } from '../compile/node.ts';
import { unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { charactersOf } from '../type/eval-type.ts';
import { define, type FunctionDefinition } from './definition.ts';
import { connectionText } from './text-arguments.ts';

type Args = readonly Node[];
type Bytes = Uint8Array;
const first = (args: Args) => args[0] as Node;

/** A function of bytes whose answer is ASCII in the connection's collation. */
function asciiOf(
  characters: (node: Node) => number,
  op: (bytes: Bytes, f: Frame) => string | null,
): FunctionDefinition {
  return define(1, 1, (args, compiler) => {
    const node = first(args);
    const text = asText(node);
    const run = (f: Frame): Bytes | null => {
      const bytes = text(f);
      if (bytes === null) return null;
      const out = op(bytes, f);
      return out === null ? null : Buffer.from(out);
    };
    return stringNode(args, connectionText(compiler), characters(node), run, true);
  });
}

/** MySQL 9.6 dropped the old digests. */
const OLD_DIGESTS_UNTIL = 90_600;

function hash(algorithm: string, length: number): FunctionDefinition {
  const digest = asciiOf(
    () => length,
    (bytes) => createHash(algorithm).update(bytes).digest('hex'),
  );
  return define(1, 1, (args, compiler, name) => {
    const { flavor, serverVersion } = compiler.env;
    const known = flavor === 'mariadb' || (serverVersion !== 0 && serverVersion < OLD_DIGESTS_UNTIL);
    return known ? digest.compile(args, compiler, name) : unsupported(`${name} on this version`);
  });
}

const UINT64_MAX = 2n ** 64n - 1n;

function hex(args: Args, compiler: Compiler): Node {
  const node = first(args);
  const collated = connectionText(compiler);
  if (isNumeric(node.cls)) {
    const value = asInt(node);
    const run = (f: Frame) => {
      const x = value(f);
      return x === null ? null : hexOfInt(x);
    };
    return stringNode(args, collated, Math.max(16, node.type.length * 2), run, node.type.nullable);
  }
  const text = asText(node);
  const run = (f: Frame) => {
    const bytes = text(f);
    return bytes === null ? null : Buffer.from(Buffer.from(bytes).toString('hex').toUpperCase());
  };
  return stringNode(args, collated, node.type.length * 2, run, node.type.nullable);
}

const hexOfInt = (value: bigint) => Buffer.from(BigInt.asUintN(64, value).toString(16).toUpperCase());

function unhex(args: Args): Node {
  const node = first(args);
  const text = asText(node);
  const run = (f: Frame): Bytes | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    const digits = Buffer.from(bytes).toString('latin1');
    if (!/^[0-9a-fA-F]*$/.test(digits)) {
      f.warn(1411, `Incorrect string value: '${digits}' for function unhex`);
      return null;
    }
    return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  };
  return binaryNode(args, Math.ceil(node.type.length / 2), run);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(args: Args): Node {
  const text = asText(first(args));
  const run = (f: Frame): bigint | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    let crc = 0xffffffff;
    for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
    return BigInt((crc ^ 0xffffffff) >>> 0);
  };
  return intNode(args, run, { length: 10, unsigned: true });
}

/** CONV(): digits of any base up to 36, in 64 bits, signed where a base is negative. */
function conv(text: string, from: bigint, to: bigint, collation: number, f: Frame): string | null {
  const base = Number(from < 0n ? -from : from);
  const target = Number(to < 0n ? -to : to);
  if (base < 2 || base > 36 || target < 2 || target > 36 || text === '') return null;
  const { value, odd } = readBase(text, base, from < 0n);
  if (odd) f.warn(1292, `Truncated incorrect DECIMAL value: '${shownText(text, collation)}'`);
  if (to < 0n) return BigInt.asIntN(64, value).toString(target).toUpperCase();
  return BigInt.asUintN(64, value).toString(target).toUpperCase();
}

/** `odd`: there was no digit, or the number is too large. */
function readBase(text: string, base: number, signed: boolean): { value: bigint; odd: boolean } {
  const match = /^[ \t\n\v\f\r]*([+-]?)([0-9a-z]*)/i.exec(text);
  let value = 0n;
  const none = Number.isNaN(Number.parseInt(match?.[2]?.[0] ?? '', base));
  for (const digit of match?.[2] ?? '') {
    const at = Number.parseInt(digit, 36);
    if (at >= base) break;
    value = value * BigInt(base) + BigInt(at);
    if (value > UINT64_MAX) break;
  }
  const negative = match?.[1] === '-';
  if (signed) {
    const max = 2n ** 63n - (negative ? 0n : 1n);
    const clamped = value > max ? max : value;
    return { value: negative ? -clamped : clamped, odd: none || value > max };
  }
  if (value > UINT64_MAX)
    return negative ? unsupported('a negative number that is too large for CONV') : { value: UINT64_MAX, odd: true };
  return { value: negative ? -value : value, odd: none };
}

const CONV_CHARACTERS = 64;

type Base = (f: Frame) => bigint | null;

function convNode(args: Args, compiler: Compiler, bases: readonly [Base, Base]): Node {
  const digits = convDigits(first(args));
  const run = (f: Frame): Bytes | null => {
    const value = digits(f);
    const from = value === null ? null : bases[0](f);
    const to = from === null ? null : bases[1](f);
    if (value === null || from === null || to === null) return null;
    const out =
      typeof value === 'string'
        ? conv(value, from, to, first(args).type.collation, f)
        : from >= -36n && from <= 36n && (from > 1n || from < -1n)
          ? conv(value.toString(), 10n, to, BINARY_COLLATION, f)
          : null;
    return out === null ? null : Buffer.from(out);
  };
  return stringNode(args, connectionText(compiler), CONV_CHARACTERS, run, true);
}

/** Its number has no sign to MySQL, not even where its text has one. */
function convTo(args: Args, compiler: Compiler): Node {
  const [, from, to] = args as [Node, Node, Node];
  const node = convNode(args, compiler, [asInt(from), asInt(to)]);
  const base = to.cls === 'int' ? constantValue(to) : undefined;
  return typeof base === 'bigint' && base > 0n ? node : { ...node, oddWhole: true };
}

/** Bits and hexadecimal literals are numbers, whatever the base. */
function convDigits(node: Node): (f: Frame) => string | bigint | null {
  if (node.hex || node.bits) return asInt(node);
  const text = asText(node);
  return (f) => {
    const bytes = text(f);
    if (bytes === null) return null;
    const digits = Buffer.from(bytes).toString('latin1');
    return node.cls === 'real' && digits.includes('e') ? unsupported('the digits of a large DOUBLE') : digits;
  };
}

const fixedBases = (from: bigint, to: bigint): FunctionDefinition =>
  define(1, 1, (args, compiler) => convNode(args, compiler, [() => from, () => to]));

function toBase64(bytes: Bytes): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n');
}

const base64Length = (node: Node) => {
  const length = Math.ceil(node.type.length / 3) * 4;
  return length === 0 ? 0 : length + Math.floor((length - 1) / 76);
};

function fromBase64(args: Args): Node {
  const node = first(args);
  const text = asText(node);
  const run = (f: Frame): Bytes | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    const digits = Buffer.from(bytes)
      .toString('latin1')
      .replace(/[ \t\n\r\v\f]/g, '');
    if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return null;
    return Buffer.from(digits, 'base64');
  };
  const length = Math.floor(charactersOf(node.type) / 4) * 3;
  return binaryNode(args, length, run);
}

const sha2Sizes: Readonly<Record<string, string>> = {
  0: 'sha256',
  224: 'sha224',
  256: 'sha256',
  384: 'sha384',
  512: 'sha512',
};

function sha2(args: Args, compiler: Compiler): Node {
  const [node, bits] = args as [Node, Node];
  const text = asText(node);
  const size = asInt(bits);
  const fixed = constantValue(bits) === undefined || constantValue(bits) === null ? 512n : (size(new Frame()) ?? 512n);
  const run = (f: Frame): Bytes | null => {
    const bytes = text(f);
    const n = bytes === null ? null : size(f);
    if (bytes === null || n === null) return null;
    const algorithm = sha2Sizes[n.toString()];
    if (!algorithm) {
      f.warn(1583, "Incorrect parameters in the call to native function 'sha2'");
      return null;
    }
    return Buffer.from(createHash(algorithm).update(bytes).digest('hex'));
  };
  const characters = sha2Sizes[fixed.toString()] ? (fixed === 0n ? 64 : Number(fixed) / 4) : 0;
  return stringNode(args, connectionText(compiler), characters, run, true);
}

export const digestFunctions = {
  bin: fixedBases(10n, 2n),
  conv: define(3, 3, convTo),
  crc32: define(1, 1, crc32),
  from_base64: define(1, 1, fromBase64),
  hex: define(1, 1, hex),
  md5: hash('md5', 32),
  oct: fixedBases(10n, 8n),
  sha: hash('sha1', 40),
  sha1: hash('sha1', 40),
  sha2: define(2, 2, sha2),
  to_base64: asciiOf(base64Length, toBase64),
  unhex: define(1, 1, unhex),
} satisfies Readonly<Record<string, FunctionDefinition>>;
