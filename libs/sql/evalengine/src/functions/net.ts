import { isBytes } from '../compile/bits.ts';
import { binaryNode, boolNode, intNode, stringNode, toBool } from '../compile/build.ts';
import type { Compiler } from '../compile/compiler.ts';
import { asInt, asText } from '../compile/convert.ts';
import { asCondition } from '../compile/logic.ts';
import type { Node } from '../compile/node.ts';
import { errors, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { define, type FunctionDefinition } from './definition.ts';
import { connectionText } from './text-arguments.ts';

type Args = readonly Node[];
type Bytes = Uint8Array;
const first = (args: Args) => args[0] as Node;
const latin1 = (bytes: Bytes) => Buffer.from(bytes).toString('latin1');

/** The four bytes of an address as MySQL's INET6_ATON and IS_IPV4 take it. */
function ipv4Bytes(text: string): number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts : undefined;
}

/** The sixteen bytes of an IPv6 address. */
function ipv6Bytes(text: string): number[] | undefined {
  const halves = text.split('::');
  if (text.length < 2 || text.length > 45 || halves.length > 2) return undefined;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : [];
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...new Array<number>(Math.max(0, missing)).fill(0), ...tail];
}

/** Groups of hexadecimal digits; the last may be an IPv4 address where `last` allows. */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const out: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const four = last && i === parts.length - 1 && part.includes('.') ? ipv4Bytes(part) : undefined;
    if (four) out.push(...four);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      const value = Number.parseInt(part, 16);
      out.push(value >> 8, value & 0xff);
    } else return undefined;
  }
  return out;
}

function inetAton(args: Args): Node {
  const text = asText(first(args));
  const run = (f: Frame): bigint | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    const value = atonValue(latin1(bytes));
    if (value === null) f.warn(1411, `Incorrect string value: '${latin1(bytes)}' for function inet_aton`);
    return value;
  };
  return intNode(args, run, { unsigned: true, nullable: true });
}

/** Short forms count: 127.1 is 127.0.0.1. As do bytes that are left out, but for the last, and more of them than an address has. */
function atonValue(text: string): bigint | null {
  if (!/^[\d.]*\d$/.test(text)) return null;
  const parts = text.split('.').map((part) => BigInt(part));
  if (parts.some((part) => part > 255n)) return null;
  const last = parts.pop() ?? 0n;
  const head = parts.reduce((value, part) => value * 256n + part, 0n);
  const missing = parts.length === 1 || parts.length === 2 ? 3 - parts.length : 0;
  return BigInt.asUintN(64, ((head << BigInt(8 * missing)) << 8n) + last);
}

function inetNtoa(args: Args, compiler: Compiler): Node {
  const value = asInt(first(args));
  const run = (f: Frame): Bytes | null => {
    const x = value(f);
    if (x === null) return null;
    if (x < 0n || x > 0xffffffffn) {
      f.warn(1411, `Incorrect integer value: '${x}' for function inet_ntoa`);
      return null;
    }
    const number = Number(x);
    return Buffer.from([24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.'));
  };
  return stringNode(args, connectionText(compiler), 31, run, true);
}

function inet6Aton(args: Args): Node {
  const node = first(args);
  const text = asText(node);
  const run = (f: Frame): Bytes | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    const parsed = ipv4Bytes(latin1(bytes)) ?? ipv6Bytes(latin1(bytes));
    if (parsed) return Buffer.from(parsed);
    f.warn(1411, `Incorrect string value: '${latin1(bytes)}' for function inet6_aton`);
    return null;
  };
  return binaryNode(args, 16, run);
}

function inet6Ntoa(args: Args, compiler: Compiler): Node {
  const node = first(args);
  const text = asText(node);
  const bytesOnly = isBytes(node);
  const run = (f: Frame): Bytes | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    if (bytesOnly && bytes.length === 4) return Buffer.from([...bytes].join('.'));
    if (bytesOnly && bytes.length === 16) return Buffer.from(ipv6Text(bytes));
    f.warn(1411, `Incorrect string value: '${latin1(bytes)}' for function inet6_ntoa`);
    return null;
  };
  return stringNode(args, connectionText(compiler), 39, run, true);
}

/** The longest run of zero groups shortened; the last four bytes dotted in the old kinds of address. */
function ipv6Text(bytes: Bytes): string {
  const words = Array.from({ length: 8 }, (_, i) => ((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0));
  let start = -1;
  let size = 0;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && words[end] === 0) end++;
    if (end - i > size) {
      start = i;
      size = end - i;
    }
  }
  const dotted = start === 0 && (size === 6 || (size === 5 && words[5] === 0xffff));
  const tail = dotted ? [...bytes.subarray(12)].join('.') : '';
  const shown = dotted ? words.slice(0, 6) : words;
  const hex = (list: readonly number[]) => list.map((word) => word.toString(16)).join(':');
  if (size < 2) return hex(shown);
  const after = shown.slice(start + size);
  const right = [hex(after), tail].filter(Boolean).join(':');
  return `${hex(shown.slice(0, start))}::${right}`;
}

function test(op: (text: string, bytes: Bytes, node: Node) => boolean): FunctionDefinition {
  return define(1, 1, (args, _compiler, name) => {
    const node = first(args);
    if (node.cls !== 'string' && node.cls !== 'null') return unsupported(`${name} of a ${node.cls}`);
    const text = asText(node);
    return boolNode(
      [],
      (f) => {
        const bytes = text(f);
        return bytes === null ? null : toBool(op(latin1(bytes), bytes, node));
      },
      node.type.nullable,
    );
  });
}

const isPrefixed = (bytes: Bytes, prefix: readonly number[]) =>
  bytes.length === 16 && prefix.every((byte, i) => bytes[i] === byte);
const zeros = (count: number) => new Array<number>(count).fill(0);

const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\})$/i;

/** With the time's high part in front, so that values of one machine rise. */
function swapUuid(bytes: Bytes, back: boolean): Bytes {
  const b = Buffer.from(bytes);
  return back
    ? Buffer.concat([b.subarray(4, 8), b.subarray(2, 4), b.subarray(0, 2), b.subarray(8)])
    : Buffer.concat([b.subarray(6, 8), b.subarray(4, 6), b.subarray(0, 4), b.subarray(8)]);
}

function uuidToBin(args: Args, _compiler: Compiler, name: string): Node {
  const text = asText(first(args));
  const swap = args[1] ? asCondition(args[1]) : () => false;
  const run = (f: Frame): Bytes | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    const string = latin1(bytes);
    if (!UUID.test(string)) throw errors.wrongValue('string', string, name);
    const plain = Buffer.from(string.replace(/[{}-]/g, ''), 'hex');
    return swap(f) === true ? swapUuid(plain, false) : plain;
  };
  return binaryNode(args, 16, run);
}

function binToUuid(args: Args, compiler: Compiler, name: string): Node {
  const text = asText(first(args));
  const swap = args[1] ? asCondition(args[1]) : () => false;
  const run = (f: Frame): Bytes | null => {
    const bytes = text(f);
    if (bytes === null) return null;
    if (bytes.length !== 16) throw errors.wrongValue('string', latin1(bytes), name);
    const hex = Buffer.from(swap(f) === true ? swapUuid(bytes, true) : bytes).toString('hex');
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
    return Buffer.from(parts.join('-'));
  };
  return stringNode(args, connectionText(compiler), 36, run, true);
}

export const netFunctions = {
  bin_to_uuid: define(1, 2, binToUuid),
  inet_aton: define(1, 1, inetAton),
  inet_ntoa: define(1, 1, inetNtoa),
  inet6_aton: define(1, 1, inet6Aton),
  inet6_ntoa: define(1, 1, inet6Ntoa),
  is_ipv4: test((text) => ipv4Bytes(text) !== undefined),
  is_ipv4_compat: test(
    (_text, bytes, node) =>
      isBytes(node) && isPrefixed(bytes, zeros(12)) && bytes.subarray(12, 15).some((byte) => byte !== 0),
  ),
  is_ipv4_mapped: test((_text, bytes, node) => isBytes(node) && isPrefixed(bytes, [...zeros(10), 0xff, 0xff])),
  is_ipv6: test((text) => ipv6Bytes(text) !== undefined),
  is_uuid: test((text) => UUID.test(text)),
  uuid_to_bin: define(1, 2, uuidToBin),
} satisfies Readonly<Record<string, FunctionDefinition>>;
