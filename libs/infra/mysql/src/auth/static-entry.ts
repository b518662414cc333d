import { timingSafeEqual } from 'node:crypto';
import { VtError } from '@vt/base';
import { nativeDoubleHash, sha2DoubleHash } from './scramble.ts';
import { parseStoredSha2, type StoredSha2, shaCrypt } from './sha-crypt.ts';

/** One way for a user to log in, as kept in memory: never with a password in clear. */
export type StaticEntry = {
  readonly userData: string;
  readonly groups: readonly string[];
  /** Only by the unix socket. */
  readonly localOnly: boolean;
  readonly hasNoPassword: boolean;
  /** SHA1(SHA1(password)). */
  readonly native: Buffer | undefined;
  readonly stored: StoredSha2 | undefined;
  /** SHA256(SHA256(password)): from the file, or learnt when the password itself was checked. */
  sha2: Buffer | undefined;
};

const fields = new Set(['Password', 'MysqlNativePassword', 'CachingSha2Password', 'UserData', 'SourceHost', 'Groups']);
const NATIVE_FORM = /^\*?([0-9A-Fa-f]{40})$/;
const SHA2_FORM = /^\*?([0-9A-Fa-f]{64})$/;

/** The user file: a map from user name to an entry or a list of them. Errors name the user and the field, never a value. */
export function parseStaticEntries(json: string): Map<string, StaticEntry[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    // The parser's message would quote the file, which may hold passwords.
    throw invalid('the file is not JSON');
  }
  if (!isObject(parsed)) throw invalid('the file is not a JSON object');
  const byUser = new Map<string, StaticEntry[]>();
  for (const [user, value] of Object.entries(parsed)) {
    const list = Array.isArray(value) ? value : [value];
    byUser.set(
      user,
      list.map((entry: unknown) => parseEntry(user, entry)),
    );
  }
  return byUser;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseEntry(user: string, entry: unknown): StaticEntry {
  if (!isObject(entry)) throw invalid(`user '${user}': not an object`);
  for (const key of Object.keys(entry)) if (!fields.has(key)) throw invalid(`user '${user}': unknown field ${key}`);
  const text = (key: string): string => {
    const value = entry[key] ?? '';
    if (typeof value !== 'string') throw invalid(`user '${user}': ${key} is not a string`);
    return value;
  };
  const source = text('SourceHost');
  if (source !== '' && source !== 'localhost') throw invalid(`user '${user}': SourceHost can only be localhost`);
  const base = { userData: text('UserData') || user, groups: groupsOf(user, entry.Groups), localOnly: source !== '' };
  return { ...base, ...secretsOf(user, text) };
}

function groupsOf(user: string, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((group): group is string => typeof group === 'string')) {
    throw invalid(`user '${user}': Groups is not a list of strings`);
  }
  return value;
}

type Secrets = Pick<StaticEntry, 'hasNoPassword' | 'native' | 'stored' | 'sha2'>;

/** Hashes win over a password in clear. */
function secretsOf(user: string, text: (key: string) => string): Secrets {
  const [native, sha2] = [text('MysqlNativePassword'), text('CachingSha2Password')];
  const nativeHex = NATIVE_FORM.exec(native)?.[1];
  const sha2Hex = SHA2_FORM.exec(sha2)?.[1];
  const stored = parseStoredSha2(sha2);
  if (native !== '' && nativeHex === undefined) {
    throw invalid(`user '${user}': MysqlNativePassword is not '*' and 40 hex digits`);
  }
  if (sha2 !== '' && sha2Hex === undefined && stored === undefined) {
    throw invalid(
      `user '${user}': CachingSha2Password is neither 64 hex digits nor a stored caching_sha2_password hash`,
    );
  }
  if (native !== '' || sha2 !== '') {
    return { hasNoPassword: false, native: fromHex(nativeHex), stored, sha2: fromHex(sha2Hex) };
  }
  const password = Buffer.from(text('Password'), 'utf8');
  const hashes = { native: nativeDoubleHash(password), sha2: sha2DoubleHash(password) };
  return { ...hashes, hasNoPassword: password.length === 0, stored: undefined };
}

const fromHex = (hex: string | undefined): Buffer | undefined =>
  hex === undefined ? undefined : Buffer.from(hex, 'hex');

/** Whether this is the password; in constant time per kind of hash. */
export function passwordMatches(entry: StaticEntry, password: Buffer): boolean {
  if (entry.hasNoPassword || password.length === 0) return entry.hasNoPassword && password.length === 0;
  if (entry.sha2) return timingSafeEqual(sha2DoubleHash(password), entry.sha2);
  if (entry.stored) return storedMatches(entry.stored, password);
  return entry.native !== undefined && timingSafeEqual(nativeDoubleHash(password), entry.native);
}

/** mysqld takes no longer ones; the work grows with the square of the length. */
const PASSWORD_BYTES_MAX = 256;

function storedMatches({ rounds, salt, digest }: StoredSha2, password: Buffer): boolean {
  if (password.length > PASSWORD_BYTES_MAX) return false;
  return timingSafeEqual(Buffer.from(shaCrypt(password, salt, rounds)), Buffer.from(digest));
}

const invalid = (what: string): VtError =>
  new VtError({ code: 'INVALID_ARGUMENT', message: `static authentication: ${what}` });
