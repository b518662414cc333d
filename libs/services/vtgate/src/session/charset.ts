import { VtError } from '@vt/base';
import { charsetName, collationById, collationByName, defaultCollationOf } from '@vt/collations';
import { isMariadbVersion } from '@vt/mysql';
import { decodeText, unescapeString } from '@vt/sqlparser';
import { type BindVariable, isText } from '@vt/sqltypes';
import { type ScanMode, scan } from '../text/scan.ts';
import { type ClientCodec, clientCodec, isWideCharset, resultCodec } from './client-codec.ts';
import { type Session, scanModeOf } from './session.ts';

/** Character sets that are passed on; what the gate translates is in client-codec.ts. */
const CHARSETS: Readonly<Record<string, string>> = {
  ascii: 'ascii',
  binary: 'binary',
  utf8: 'utf8mb3',
  utf8mb3: 'utf8mb3',
  utf8mb4: 'utf8mb4',
};
const CLIENT = 'character_set_client';
const CONNECTION = 'character_set_connection';
const RESULTS = 'character_set_results';
const COLLATION = 'collation_connection';

const UNICODE =
  'unicode icelandic latvian romanian slovenian polish estonian spanish swedish turkish czech danish lithuanian slovak spanish2 roman persian esperanto hungarian sinhala german2 croatian unicode_520 vietnamese'.split(
    ' ',
  );

/** Collations that a handshake can name by number. */
const collations = new Map<number, string>([
  [5, 'latin1_german1_ci'],
  [8, 'latin1_swedish_ci'],
  [11, 'ascii_general_ci'],
  [15, 'latin1_danish_ci'],
  [31, 'latin1_german2_ci'],
  [33, 'utf8mb3_general_ci'],
  [45, 'utf8mb4_general_ci'],
  [46, 'utf8mb4_bin'],
  [47, 'latin1_bin'],
  [48, 'latin1_general_ci'],
  [49, 'latin1_general_cs'],
  [63, 'binary'],
  [65, 'ascii_bin'],
  [83, 'utf8mb3_bin'],
  [94, 'latin1_spanish_ci'],
  [255, 'utf8mb4_0900_ai_ci'],
  ...UNICODE.map((name, i): [number, string] => [192 + i, `utf8mb3_${name}_ci`]),
  ...UNICODE.map((name, i): [number, string] => [224 + i, `utf8mb4_${name}_ci`]),
]);

/** What `SET NAMES utf8mb4` gives, and what tablets connect with. */
export function defaultCollation(serverVersion: string): string {
  return isMariadbVersion(serverVersion) || serverVersion.startsWith('5.')
    ? 'utf8mb4_general_ci'
    : 'utf8mb4_0900_ai_ci';
}

/** The collation ids of columns that the gate makes itself: of the client's texts, and of those that a server keeps in its own character set. */
export type TextCollations = { readonly own: number; readonly system: number };

const UTF8MB3 = 33;
const BINARY = 63;

export function resultCollations(session: Session, serverVersion: string): TextCollations {
  const results = session.settings.get(RESULTS)?.replaceAll("'", '');
  if (results === 'binary') return { own: BINARY, system: BINARY };
  if (results === 'utf8mb3') return { own: UTF8MB3, system: UTF8MB3 };
  const own = defaultCollation(serverVersion) === 'utf8mb4_general_ci' ? 45 : 255;
  // Without one, each column has its own; texts that the gate makes have the connection's.
  return { own, system: results === 'NULL' ? UTF8MB3 : own };
}

/** The session as the handshake asked for it. @throws 1115 for a character set that cannot be served. */
export function applyHandshakeCollation(session: Session, id: number, serverVersion: string): void {
  const collation = collations.get(id) ?? collationById(id)?.name;
  if (id === 0 || collation === defaultCollation(serverVersion)) return;
  // As a MariaDB does with a number that it does not know, which clients of MySQL 8 and later send.
  if (collation && isMariadbVersion(serverVersion) && /_0900_|^gb18030_/.test(collation)) return;
  if (!collation) throw unknownCharset(`#${id}`);
  setNames(session, collation.split('_')[0] ?? '', collation);
  session.resultCollation = id;
}

/** SET NAMES. Columns of results are said to have the collation that is named. @throws 1253 for one of another character set. */
export function setNames(session: Session, charset: string, collation: string | undefined): void {
  setClientCharset(session, charset);
  setResultsCharset(session, charset);
  if (!collation) return setConnectionCharset(session, charset);
  const known = collationByName(collation);
  if (known && known.charset !== charsetName(charset)) throw notOfCharset(collation, charset);
  setConnectionCollation(session, collation);
  session.resultCollation = known?.id ?? 0;
}

/** SET CHARACTER SET: the connection's own becomes the database's. */
export function setCharacterSet(session: Session, charset: string): void {
  setClientCharset(session, charset);
  setResultsCharset(session, charset);
  resetConnection(session);
}

export function setClientCharset(session: Session, charset: string): void {
  const codec = clientCodec(charset);
  const known = codec?.name ?? CHARSETS[charset.toLowerCase()];
  if (!known) throw isWideCharset(charset) ? wrongClientCharset(charset) : unknownCharset(charset);
  session.clientCharset = known;
  // What is decoded here reaches a mysqld in utf8mb4.
  if (codec || known === 'utf8mb4') session.settings.delete(CLIENT);
  else session.settings.set(CLIENT, `'${known}'`);
}

export function setResultsCharset(session: Session, charset: string | null): void {
  session.resultCollation = 0;
  session.resultCharset = '';
  if (charset === null) return void session.settings.set(RESULTS, 'NULL');
  const codec = resultCodec(charset);
  const known = codec ? 'utf8mb4' : CHARSETS[charset.toLowerCase()];
  if (!known) throw unknownCharset(charset);
  session.resultCharset = codec?.name ?? '';
  if (known === 'utf8mb4') session.settings.delete(RESULTS);
  else session.settings.set(RESULTS, `'${known}'`);
}

export function setConnectionCharset(session: Session, charset: string): void {
  // It is only compared and computed in: those in which no client may speak are as good as others.
  const known = resultCodec(charset)?.name ?? CHARSETS[charset.toLowerCase()];
  if (!known) throw unknownCharset(charset);
  resetConnection(session);
  if (known !== 'utf8mb4') session.settings.set(CONNECTION, `'${known}'`);
}

export function setConnectionCollation(session: Session, collation: string): void {
  if (!/^\w{1,64}$/.test(collation)) throw unknownCollation(collation);
  resetConnection(session);
  session.settings.set(COLLATION, `'${collation}'`);
}

/** The collation in which the session's literals are compared; undefined: the server's default for utf8mb4. */
export function connectionCollation({
  settings,
}: {
  readonly settings: { get(name: string): string | undefined };
}): string | undefined {
  const collation = settings.get(COLLATION)?.replaceAll("'", '');
  const charset = settings.get(CONNECTION)?.replaceAll("'", '');
  return collation ?? (charset === undefined ? undefined : defaultCollationOf(charset)?.name);
}

export function resetConnection({ settings }: Session): void {
  settings.delete(CONNECTION);
  settings.delete(COLLATION);
}

/** A client's bytes as text. */
export function decodeClientText(session: Session, bytes: Uint8Array): string {
  const codec = codecOf(session);
  return codec ? withRawLiterals(codec, bytes, scanModeOf(session)) : decodeText(bytes);
}

function codecOf({ clientCharset }: Session): ClientCodec | undefined {
  return clientCharset.startsWith('utf8') ? undefined : clientCodec(clientCharset);
}

const INTRODUCED = /_[a-z0-9]+\s*['"]/i;
/** Stands for a character of several bytes; nothing that is written in ASCII is it. */
const KEPT = 0xe000;

/** The bytes of `_binary'…'`, and of other literals whose character set is named, are what they are: no decoding may change them. */
function withRawLiterals(codec: ClientCodec, bytes: Uint8Array, mode: ScanMode): string {
  const text = codec.decode(bytes);
  if (!INTRODUCED.test(text)) return text;
  const offsets = codec.offsets?.(bytes);
  const bytesOf = (start: number, end: number) => bytes.subarray(offsets?.[start] ?? start, offsets?.[end] ?? end);
  let out = '';
  let copied = 0;
  let isIntroduced = false;
  for (const { kind, start, end, text: word } of scan(text, mode)) {
    if (isIntroduced && kind === 'string' && bytesOf(start, end).some((byte) => byte >= 0x80)) {
      const raw = rawLiteral(bytesOf(start + 1, end - 1), codec, text[start] === '"' ? '"' : "'", mode);
      out += `${text.slice(copied, start)} x'${raw.toString('hex')}'`;
      copied = end;
    }
    isIntroduced = kind === 'word' && (word === '_BINARY' || collationByName(`${word.slice(1)}_bin`) !== undefined);
  }
  return out + text.slice(copied);
}

/** What stands between quotes, without its escapes; a byte of a character of several is no backslash and no quote. */
function rawLiteral(body: Uint8Array, codec: ClientCodec, quote: '"' | "'", mode: ScanMode): Buffer {
  // Characters of several bytes are written as one that nothing escapes, and put back.
  const kept: Uint8Array[] = [];
  const offsets = codec.offsets?.(body);
  let text = '';
  if (!offsets) text = Buffer.from(body).toString('latin1');
  else
    for (let i = 0; i + 1 < offsets.length; i++) {
      const character = body.subarray(offsets[i], offsets[i + 1]);
      if (character.length === 1 && (character[0] as number) < 0x80)
        text += String.fromCharCode(character[0] as number);
      else if (character.length > 0) {
        kept.push(character);
        text += String.fromCharCode(KEPT);
      }
    }
  const raw = unescapeString(text, quote, !mode.noBackslashEscapes);
  if (!offsets) return Buffer.from(raw, 'latin1');
  let next = 0;
  return Buffer.concat(
    Array.from(raw, (one) => (one.charCodeAt(0) === KEPT ? (kept[next++] as Uint8Array) : Buffer.from(one, 'latin1'))),
  );
}

/** A parameter that came in the binary protocol, with its text as that of statements is. */
export function decodeClientParam(session: Session, param: BindVariable): BindVariable {
  const codec = isText(param.type) ? codecOf(session) : undefined;
  return codec ? { ...param, value: Buffer.from(codec.decode(param.value)) } : param;
}

function unknownCharset(name: string): VtError {
  const message = `Unknown character set: '${name}'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1115, state: '42000', message });
}

function wrongClientCharset(name: string): VtError {
  const message = `Variable '${CLIENT}' can't be set to the value of '${name}'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1231, state: '42000', message });
}

function notOfCharset(collation: string, charset: string): VtError {
  const message = `COLLATION '${collation}' is not valid for CHARACTER SET '${charset}'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1253, state: '42000', message });
}

function unknownCollation(name: string): VtError {
  const message = `Unknown collation: '${name}'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1273, state: 'HY000', message });
}
