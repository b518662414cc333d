import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { FieldDetails, FileFormat, FileType } from './nodes.ts';
import { parseFileCharset } from './parse-into.ts';

type Draft = { -readonly [F in keyof Omit<FileFormat, 'kind' | 'more'>]: FileFormat[F] };
type DetailsDraft = { -readonly [F in keyof FieldDetails]: FieldDetails[F] };

const nothing: Draft = {
  fieldsTerminated: null,
  enclosed: null,
  optionally: false,
  escaped: null,
  linesStarting: null,
  linesTerminated: null,
};
const noDetails: FieldDetails = {
  kind: 'FieldDetails',
  notEnclosed: false,
  date: null,
  time: null,
  datetime: null,
  nullAs: null,
};

/** FIELDS … and LINES …, or nothing. */
export function parseFileFormat(p: Parser): FileFormat | null {
  const draft = { ...nothing };
  const details = { ...noDetails };
  const from = p.i;
  if (p.acceptWord(K.FIELDS) || p.acceptWord(K.COLUMNS)) some(p, () => parseField(p, draft, details));
  const more = Object.values(details).some((value, i) => i > 0 && value !== null && value !== false);
  if (p.acceptWord(K.LINES)) some(p, () => parseLine(p, draft));
  if (p.i === from) return null;
  return { kind: 'FileFormat', ...draft, ...(more ? { more: details } : {}) };
}

/** Reads as many as there are, and at least one. */
function some(p: Parser, one: () => boolean): void {
  if (!one()) p.fail();
  while (one());
}

function parseField(p: Parser, draft: Draft, details: DetailsDraft): boolean {
  if (p.acceptWords(K.TERMINATED, K.BY)) draft.fieldsTerminated = parseBytes(p);
  else if (p.acceptWords(K.ENCLOSED, K.BY)) draft.enclosed = parseBytes(p);
  else if (p.acceptWords(K.ESCAPED, K.BY)) draft.escaped = parseBytes(p);
  else if (p.acceptWord(K.OPTIONALLY)) {
    draft.optionally = true;
    p.expectWord(K.ENCLOSED);
    p.expectWord(K.BY);
    draft.enclosed = parseBytes(p);
  } else return p.options.flavor !== 'mariadb' && parseDetail(p, details);
  return true;
}

/** What only MySQL 9 reads. */
function parseDetail(p: Parser, details: DetailsDraft): boolean {
  if (p.acceptWords(K.NOT, K.ENCLOSED)) details.notEnclosed = true;
  else if (p.acceptWords(K.DATE, K.FORMAT)) details.date = p.string();
  else if (p.acceptWords(K.TIME, K.FORMAT)) details.time = p.string();
  else if (p.acceptWords(K.DATETIME, K.FORMAT)) details.datetime = p.string();
  else if (p.acceptWords(K.NULL, K.AS)) details.nullAs = p.string();
  else return false;
  return true;
}

function parseLine(p: Parser, draft: Draft): boolean {
  if (p.acceptWords(K.STARTING, K.BY)) draft.linesStarting = parseBytes(p);
  else if (p.acceptWords(K.TERMINATED, K.BY)) draft.linesTerminated = parseBytes(p);
  else return false;
  return true;
}

/** A string, or one in hexadecimal or binary digits, as long as it is ASCII: what a byte beyond means, no text can say. */
export function parseBytes(p: Parser): string {
  const { i } = p;
  const text = parseBytesOrDigits(p);
  if (typeof text === 'string') return text;
  p.seek(i);
  return p.fail();
}

/** As `parseBytes`, but for digits that are no ASCII text: those are their bytes. */
export function parseBytesOrDigits(p: Parser): string | Buffer {
  const bytes = digitsOf(p);
  if (bytes === undefined) return p.kind === T.NString ? p.fail() : p.string();
  p.next();
  return bytes.some((byte) => byte > 127) ? bytes : bytes.toString('latin1');
}

function digitsOf(p: Parser): Buffer | undefined {
  switch (p.kind) {
    case T.HexNum:
      return hex(p.raw.slice(2));
    case T.HexString:
      return hex(p.raw.slice(2, -1));
    case T.BitNum:
      return bits(p.raw.slice(2));
    case T.BitString:
      return bits(p.raw.slice(2, -1));
    default:
      return undefined;
  }
}

function hex(digits: string): Buffer {
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

function bits(digits: string): Buffer {
  const nibbles = digits.padStart(Math.ceil(digits.length / 8) * 8, '0').match(/.{4}/g) ?? [];
  return hex(nibbles.map((nibble) => Number.parseInt(nibble, 2).toString(16)).join(''));
}

/** CHARACTER SET, FORMAT, COMPRESSION and HEADER in any order; only the first is also MariaDB's. */
export function parseFileType(p: Parser): { readonly charset: string; readonly fileType?: FileType } {
  let charset = parseFileCharset(p);
  if (p.options.flavor === 'mariadb') return { charset };
  const { i } = p;
  let format = '';
  let compression: string | null = null;
  let header: FileType['header'] = '';
  for (;;) {
    if (p.acceptWord(K.FORMAT)) format = p.nameOrString();
    else if (p.acceptWord(K.COMPRESSION)) compression = p.string();
    else if (p.acceptWord(K.HEADER)) header = p.expectOneOf('ON', 'OFF');
    else if (p.word === K.CHARACTER || p.word === K.CHARSET) charset = parseFileCharset(p) || p.fail();
    else break;
  }
  if (p.i === i || (format === '' && compression === null && header === '')) return { charset };
  return { charset, fileType: { kind: 'FileType', format, compression, header } };
}
