import { badGtid, parseUnsigned } from './gtid-error.ts';

/** A place in a server's binary logs: for servers without GTIDs. Binlog files are numbered, so positions of one server are ordered. */
export interface FilePosition {
  readonly kind: 'FilePos';
  readonly file: string;
  readonly position: bigint;
}

const POSITION_MAX = 2n ** 64n - 1n;

export function parseFilePosition(text: string): FilePosition {
  const at = text.lastIndexOf(':');
  const position = parseUnsigned(text.slice(at + 1), POSITION_MAX);
  if (at <= 0 || position === undefined) throw badGtid('file position', text);
  return { kind: 'FilePos', file: text.slice(0, at), position };
}

export function formatFilePosition({ file, position }: FilePosition): string {
  return `${file}:${position}`;
}

/** Whether `part` is not after `whole`. */
export function containsFilePosition(whole: FilePosition, part: FilePosition): boolean {
  const order = compareFiles(part.file, whole.file);
  return order === 0 ? part.position <= whole.position : order < 0;
}

/** By number where both end in one (binlog.999999 comes before binlog.1000000), else by text. */
function compareFiles(a: string, b: string): number {
  const [, stemA, numberA] = /^(.*\.)(\d+)$/.exec(a) ?? [];
  const [, stemB, numberB] = /^(.*\.)(\d+)$/.exec(b) ?? [];
  if (stemA !== undefined && stemA === stemB && numberA && numberB) return Number(BigInt(numberA) - BigInt(numberB));
  return a < b ? -1 : a > b ? 1 : 0;
}
