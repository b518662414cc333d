import { VtError } from '@vt/base';
import { decodeText } from '@vt/sqlparser';
import { type BindVariable, isText } from '@vt/sqltypes';
import type { ClientCharset, Session } from './session.ts';

/** Character sets in which every byte below 0x80 is ASCII and no other byte stands for a quote. */
const CHARSETS: Readonly<Record<string, ClientCharset>> = {
  ascii: 'ascii',
  binary: 'binary',
  latin1: 'latin1',
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
  return /mariadb/i.test(serverVersion) || serverVersion.startsWith('5.') ? 'utf8mb4_general_ci' : 'utf8mb4_0900_ai_ci';
}

/** The collation id of columns that the gate makes itself. */
export function resultCollation(session: Session, serverVersion: string): number {
  const results = session.settings.get(RESULTS)?.replaceAll("'", '');
  if (results === 'latin1') return 8;
  // Without one, each column has its own; texts that the gate makes have the connection's.
  if (results === 'binary') return 63;
  if (results === 'utf8mb3') return 33;
  return defaultCollation(serverVersion) === 'utf8mb4_general_ci' ? 45 : 255;
}

/** The session as the handshake asked for it. @throws 1115 for a character set that cannot be served. */
export function applyHandshakeCollation(session: Session, id: number, serverVersion: string): void {
  const collation = collations.get(id);
  if (id === 0 || collation === defaultCollation(serverVersion)) return;
  if (!collation) throw unknownCharset(`#${id}`);
  setNames(session, collation.split('_')[0] ?? '', collation);
  session.resultCollation = id;
}

/** SET NAMES. A collation of another character set is found by mysqld. */
export function setNames(session: Session, charset: string, collation: string | undefined): void {
  setClientCharset(session, charset);
  setResultsCharset(session, charset);
  if (collation) setConnectionCollation(session, collation);
  else setConnectionCharset(session, charset);
}

/** SET CHARACTER SET: the connection's own becomes the database's. */
export function setCharacterSet(session: Session, charset: string): void {
  setClientCharset(session, charset);
  setResultsCharset(session, charset);
  resetConnection(session);
}

export function setClientCharset(session: Session, charset: string): void {
  const known = CHARSETS[charset.toLowerCase()];
  if (!known) throw unknownCharset(charset);
  session.clientCharset = known;
  // latin1 is decoded here, so that a mysqld is spoken to in utf8mb4.
  if (known === 'utf8mb4' || known === 'latin1') session.settings.delete(CLIENT);
  else session.settings.set(CLIENT, `'${known}'`);
}

export function setResultsCharset(session: Session, charset: string | null): void {
  session.resultCollation = 0;
  if (charset === null) return void session.settings.set(RESULTS, 'NULL');
  const known = CHARSETS[charset.toLowerCase()];
  if (!known) throw unknownCharset(charset);
  if (known === 'utf8mb4') session.settings.delete(RESULTS);
  else session.settings.set(RESULTS, `'${known}'`);
}

export function setConnectionCharset(session: Session, charset: string): void {
  const known = CHARSETS[charset.toLowerCase()];
  if (!known) throw unknownCharset(charset);
  resetConnection(session);
  if (known !== 'utf8mb4') session.settings.set(CONNECTION, `'${known}'`);
}

export function setConnectionCollation(session: Session, collation: string): void {
  if (!/^\w{1,64}$/.test(collation)) throw unknownCollation(collation);
  resetConnection(session);
  session.settings.set(COLLATION, `'${collation}'`);
}

export function resetConnection({ settings }: Session): void {
  settings.delete(CONNECTION);
  settings.delete(COLLATION);
}

/** A client's bytes as text. */
export function decodeClientText(session: Session, bytes: Uint8Array): string {
  return session.clientCharset === 'latin1' ? latin1.decode(bytes) : decodeText(bytes);
}

/** A parameter that came in the binary protocol, with its text as that of statements is. */
export function decodeClientParam(session: Session, param: BindVariable): BindVariable {
  if (session.clientCharset !== 'latin1' || !isText(param.type)) return param;
  return { ...param, value: Buffer.from(latin1.decode(param.value)) };
}

/** MySQL's latin1 is Windows' code page 1252. */
const latin1 = new TextDecoder('windows-1252');

function unknownCharset(name: string): VtError {
  const message = `Unknown character set: '${name}'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1115, state: '42000', message });
}

function unknownCollation(name: string): VtError {
  const message = `Unknown collation: '${name}'`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1273, state: 'HY000', message });
}
