import { type Field, isText, ServerStatus } from '@vt/sqltypes';
import type { Answer, Verdict } from './compare.ts';

export type Side = {
  readonly answer: Answer;
  /** The connection's, after the answer. */
  readonly statusFlags: number;
  /** In the same session. */
  readonly ask: (sql: string) => Promise<Answer>;
};

/** What of a session's status a statement determines; the rest is about how mysqld found the rows. */
const OF_SESSIONS = ServerStatus.IN_TRANS | ServerStatus.AUTOCOMMIT | ServerStatus.NO_BACKSLASH_ESCAPES;

/** Names of databases: each side has its own. */
const DATABASES = /([`"]?)\b(?:plain_\w+|vt_\w+|w[kl]|s[huv]|un|ks|lk)(?::[-0-9a-f]+)?\1\./g;

/**
 * All that a client can see of two answers that are the same otherwise: columns' flags and collations, the session's status, the texts of errors,
 * and what the session tells of the statement when it is asked: its warnings, or else its numbers.
 */
export async function compareWhole(sql: string, plain: Side, gate: Side): Promise<Verdict> {
  const why =
    compareSeen(sql, plain.answer, gate.answer) ??
    compareStatus(plain, gate) ??
    (await compareAfterwards(sql, plain, gate));
  return why === undefined ? { kind: 'same' } : { kind: 'different', why };
}

/** By which a shorter statement has the same difference, if it is one of these. */
export function kindOfRest(why: string): string | undefined {
  const kind = /^(?:metadata: column .*: (\w+)|(?:read )?(?:status|state|message|session|warnings)(?=: ))/s.exec(
    why,
  )?.[0];
  return kind?.replace(/column .*: /s, '');
}

function compareSeen(sql: string, plain: Answer, gate: Answer): string | undefined {
  if ('errno' in plain || 'errno' in gate) return compareTexts(sql, plain, gate);
  const fields = compareColumns(plain.result.fields, gate.result.fields);
  return fields === undefined ? undefined : `metadata: ${fields}`;
}

function compareStatus(plain: Side, gate: Side): string | undefined {
  // A client that gets an error is told no status.
  if ('errno' in plain.answer) return undefined;
  const [expected, got] = [plain, gate].map(({ statusFlags }) => statusFlags & OF_SESSIONS);
  return expected === got ? undefined : `status: ${got} instead of ${expected}`;
}

function compareTexts(sql: string, plain: Answer, gate: Answer): string | undefined {
  if (!('errno' in plain && 'errno' in gate)) return undefined;
  if (plain.state !== gate.state) return `state: ${gate.state} instead of ${plain.state}`;
  // Vitess's ids come with Vitess's words; which row was met first is nobody's to say.
  if (OF_VITESS.test(gate.message) || /at row \d+|target table/.test(plain.message)) return undefined;
  const [expected, got] = [plain, gate].map(({ message }) => unnamed(withoutRowsValue(message, sql)));
  return expected === got ? undefined : `message: ${got} instead of ${expected}`;
}

const OF_VITESS = /^(?:VT\d+: |table \w+ not found)/i;

/** UPDATE and DELETE meet rows in no order that SQL knows, and a strict mysqld ends at the first value it cannot read: of another row with the same fault it says the same. */
function withoutRowsValue(message: string, sql: string): string {
  const [said, value] = /^Truncated incorrect [\w()]+ value: '(.*)'/s.exec(message) ?? [];
  const isOfRow = said !== undefined && /^\s*(?:update|delete)\b/i.test(sql) && !sql.includes(`'${value}'`);
  // The length of a CHAR is counted in the value's bytes.
  return isOfRow ? message.replace(said, said.slice(0, said.indexOf("'")).replace(/\d+/, '…')) : message;
}

const unnamed = (text: string) =>
  text
    .replace(DATABASES, '')
    .replace(/[`"]/g, '')
    .replace(/ \(errno \d+\) \(sqlstate \w+\)$/, '');

const FLAGS: Readonly<Record<string, number>> = { unsigned: 32, zerofill: 64, enum: 256, set: 2048 };

/** Which of the integer types, how long, and whether it may be NULL hangs in MySQL on whether a temporary table was in the way. */
function compareColumns(plain: readonly Field[], gate: readonly Field[]): string | undefined {
  for (const [i, expected] of plain.entries()) {
    const got = gate[i] as Field;
    const told = (what: string, a: number, b: number) => `column ${expected.name}: ${what} ${b} instead of ${a}`;
    if (expected.charset !== got.charset) return told('collation', expected.charset, got.charset);
    if (!isText(expected.type) && expected.decimals !== got.decimals)
      return told('decimals', expected.decimals, got.decimals);
    for (const [name, bit] of Object.entries(FLAGS))
      if ((expected.flags & bit) !== (got.flags & bit))
        return told(`flag ${name}`, expected.flags & bit, got.flags & bit);
  }
  return undefined;
}

/** SELECT … INTO too. */
export const isSelect = (sql: string): boolean => /^\s*select\b/i.test(sql);

async function compareAfterwards(
  sql: string,
  { answer: plain, ask: askPlain }: Side,
  { answer: gate, ask: askGate }: Side,
): Promise<string | undefined> {
  // Beside an error, what was met before it stands as each server met it.
  if ('errno' in plain || 'errno' in gate) return undefined;
  const isRead = plain.result.fields.length > 0 || isSelect(sql);
  // What a write leaves FOUND_ROWS() is how many rows it met.
  const warns = [plain, gate].some(({ result }) => result.warnings > 0);
  const question = warns
    ? 'show warnings'
    : `select last_insert_id(), row_count()${isRead && /\bselect\b/i.test(sql) ? ', found_rows()' : ''}`;
  const [expected, got] = [textOf(await askPlain(question)), textOf(await askGate(question))];
  if (warns) return compareWarnings(sql, isRead, expected, got);
  return expected.join() === got.join() ? undefined : `session: ${got} instead of ${expected} (${question})`;
}

/** A read warns as often as it happens to compute something; an UPDATE numbers rows as they are met; the rows of an INSERT have an order. */
function compareWarnings(
  sql: string,
  isRead: boolean,
  plain: readonly string[],
  gate: readonly string[],
): string | undefined {
  const isOrdered = !isRead && /^\s*(?:insert|replace)/i.test(sql);
  const listed = (all: readonly string[]) => {
    if (isOrdered) return all;
    const texts = all.map((one) => one.replace(/ at row \d+/, '')).sort();
    return isRead ? [...new Set(texts)].filter((one) => !OF_TEMPORARY_TABLES.test(one)) : texts;
  };
  const [expected, got] = [listed(plain), listed(gate)];
  if (expected.join('\n') === got.join('\n')) return undefined;
  const some = (list: readonly string[]) => list.slice(0, SHOWN_MAX).join(' | ') || 'none';
  const missing = expected.filter((one) => !got.includes(one));
  const extra = got.filter((one) => !expected.includes(one));
  const kind = isRead ? 'read warnings' : 'warnings';
  if (missing.length + extra.length === 0) return `${kind}: ${some(got)} instead of ${some(expected)}`;
  return `${kind}: ${got.length} instead of ${expected.length}; missing ${some(missing)}; extra ${some(extra)}`;
}

/** What a mysqld says of values of its own in a temporary table, and does not where it needs none: a group's NULL as a date, a text as a decimal. */
const OF_TEMPORARY_TABLES =
  /Incorrect date value: '0000-00-00' for column|Incorrect DECIMAL value: '0' for column '' at row -1/;

/** What both list when they are asked for warnings or errors; Vitess's words stand for MySQL's. */
export function compareDiagnostics(plain: Answer, gate: Answer): Verdict {
  const [expected, got] = [textOf(plain), textOf(gate)];
  const at = expected.findIndex((one, i) => !isSameDiagnostic(one, got[i]));
  if (at < 0 && expected.length === got.length) return { kind: 'same' };
  return { kind: 'different', why: `diagnostics: ${got.join(' | ')} instead of ${expected.join(' | ')}` };
}

function isSameDiagnostic(plain: string, gate: string | undefined): boolean {
  if (gate === undefined) return false;
  const [expected, got] = [plain, gate].map((one) => one.replace(/ at row \d+/, '').replace(CONVERTED, ''));
  if (expected === got) return true;
  const [, head = '', text = ''] = /^(\w+ \d+) (.*)$/s.exec(gate) ?? [];
  return plain.startsWith(`${head} `) && OF_VITESS.test(text);
}

/** The value of the row that was met first. */
const CONVERTED = /(?<=Truncated incorrect \w+ value: )'.*'/s;

const SHOWN_MAX = 3;

function textOf(answer: Answer): string[] {
  if ('errno' in answer) return [`error ${answer.errno} ${answer.message}`];
  return answer.result.rows.map((row) =>
    unnamed(row.map((value) => (value === null ? 'NULL' : Buffer.from(value).toString())).join(' ')),
  );
}
