import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { type BindValue, Type } from '@vt/sqltypes';
import { answerOk } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import type { BeginOptions } from '../../gateway/tablet-gateway.ts';
import {
  resetConnection,
  setCharacterSet,
  setClientCharset,
  setConnectionCharset,
  setConnectionCollation,
  setNames,
  setResultsCharset,
} from '../../session/charset.ts';
import { keepVariables } from '../../session/kept-variables.ts';
import { isReadOnly } from '../../session/read-only.ts';
import { defaultBegin, type Session } from '../../session/session.ts';
import { settingStatement } from '../../session/session-settings.ts';
import type { TransactionInfo } from '../../session/transaction-tracker.ts';
import { treatmentOf } from '../../session/variables.ts';
import { setMetadata } from '../vitess-metadata.ts';
import { awareSetters, cannotBe } from './aware.ts';
import { charsetWarnings } from './charset-warnings.ts';
import { checkGlobal } from './check-global.ts';
import { evaluate, literal, textOf } from './evaluate.ts';
import { type Assignment, parseSet } from './parse-set.ts';
import { checkWritable } from './read-only.ts';
import { partsOfSetStatement, runWithSettings } from './set-statement.ts';
import { sqlModeWarnings } from './sql-mode-warnings.ts';

const IGNORED = 1235;
const TRUNCATED = 1292;
/** For undoing, which goes on when the client has its statement ended. */
const TAKE_BACK_MS = 10_000;

type VariableAssignment = Extract<Assignment, { kind: 'variable' }>;

/** SET: variables of the user, of the gate and of the mysqld connections. */
export const set: StatementHandler = async (run) => {
  const parts = partsOfSetStatement(run);
  if (parts) return runWithSettings(run, parts, (assignment) => assign(run, assignment));
  const assignments = autocommitLast(parseSet(run.sql, run.mode));
  // Of a single one nothing is done where it fails.
  await (assignments.length > 1 ? wholly(run, () => assignAll(run, assignments)) : assignAll(run, assignments));
  answerOk(run.sink);
};

async function assignAll(run: StatementRun, assignments: readonly Assignment[]): Promise<void> {
  const assignVariables: (() => void)[] = [];
  const others: Assignment[] = [];
  for (const assignment of assignments) {
    if (assignment.kind === 'variable' && assignment.scope === 'user')
      assignVariables.push(await valueFor(run, assignment));
    else others.push(assignments.length > 1 ? await valued(run, assignment) : assignment);
  }
  for (const assignment of others) await assign(run, assignment);
  for (const assignVariable of assignVariables) assignVariable();
}

/** With the value that it has before anything is set: `SET sql_mode = '', @a = @@sql_mode` gives @a what sql_mode was. */
async function valued(run: StatementRun, assignment: Assignment): Promise<Assignment> {
  if (assignment.kind !== 'variable' || !assignment.value.includes('@@')) return assignment;
  return { ...assignment, value: literal(await evaluate(run, assignment.value)) };
}

/** Where a part of it is wrong, nothing of a SET is done, as in MySQL. */
async function wholly(run: StatementRun, work: () => Promise<void>): Promise<void> {
  const { session } = run;
  const takeBack = keepVariables(session);
  try {
    await work();
  } catch (error) {
    const changed = new Map(session.settings);
    takeBack();
    await tellHeld(run, changed);
    throw error;
  }
}

/** What is committed by it cannot be taken back where another part is wrong. */
function autocommitLast(assignments: readonly Assignment[]): Assignment[] {
  const isIt = (one: Assignment): boolean => one.kind === 'variable' && one.name === 'autocommit';
  return [...assignments.filter((one) => !isIt(one)), ...assignments.filter(isIt)];
}

/** A user's variable gets its value when all have been computed: `SET @a = 1, @b = @a` gives @b what @a was before. */
async function valueFor(run: StatementRun, { name, value }: VariableAssignment): Promise<() => void> {
  const computed = await evaluate(run, value, name);
  return () => {
    run.session.setVariable(name, computed);
    run.session.changes.other();
  };
}

async function assign(run: StatementRun, assignment: Assignment): Promise<void> {
  switch (assignment.kind) {
    case 'names': {
      run.session.changes.variables('character_set_client', 'character_set_connection', 'character_set_results');
      const { charset, collation } = assignment;
      const name = charset === 'default' ? 'utf8mb4' : charset;
      await changeSettings(run, () =>
        assignment.whole ? setNames(run.session, name, collation) : setCharacterSet(run.session, name),
      );
      // SET CHARACTER SET says nothing.
      return assignment.whole ? warnOfCharset(run, name, collation) : undefined;
    }
    case 'transaction':
      return setTransaction(run, assignment);
    case 'refused':
      throw VtError.of('VT12001', assignment.what);
    case 'variable':
      return setVariable(run, assignment);
  }
}

async function setVariable(run: StatementRun, assignment: VariableAssignment): Promise<void> {
  const { session } = run;
  const { name, scope, value } = assignment;
  if (scope === 'user') return (await valueFor(run, assignment))();
  if (scope === 'vitess_metadata') return setMetadata(run, name, textOf(await evaluate(run, value)));
  const treatment = treatmentOf(name) ?? (await lookUp(run, name, scope));
  if (treatment === 'readOnly') throw VtError.of('VT03010', name);
  if (scope === 'global' || scope === 'persist') {
    await checkGlobal(run, assignment);
    return ignored(run, `Ignored set of the ${scope} variable '${name}': it would change one mysqld only`);
  }
  if (treatment === 'unsupported') throw VtError.of('VT12001', `system setting: ${name}`);
  if (scope === 'next') return setNext(run, assignment);
  session.changes.variables(name);
  switch (treatment) {
    case 'ignored':
      return ignored(run, `Ignored inapplicable SET ${name} = ${value}`);
    case 'aware':
      return setAware(run, assignment);
    case 'check':
      return checkVariable(run, assignment);
    case 'charset':
      return setCharsetVariable(run, assignment);
    case 'shown':
      return setShown(run, assignment);
    case 'setting':
      return setSetting(run, assignment);
  }
}

/** What a mysqld says of a name that the gate has no row for. @throws 1193, and 1229 for what is only global. */
async function lookUp(run: StatementRun, name: string, scope: VariableAssignment['scope']): Promise<'setting'> {
  if (!/^[a-z_][\w$.]*$/.test(name)) throw VtError.of('VT05006', name);
  checkWritable(name);
  try {
    await run.ask(`select @@${scope === 'session' || scope === 'next' ? 'session' : 'global'}.${name}`);
    return 'setting';
  } catch (error) {
    if (!(error instanceof VtError)) throw error;
    if (error.errno === 1193) throw VtError.of('VT05006', name);
    if (error.errno === 1238 && scope === 'session') throw globalOnly(name);
    throw error;
  }
}

async function setAware(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  const setter = awareSetters[name];
  if (!setter) throw VtError.of('VT05006', name);
  if (value.toUpperCase() === 'DEFAULT') {
    if (name === 'sql_select_limit') run.session.selectLimit = undefined;
    else if (name === 'session_track_gtids') await setter(run, { type: Type.VARCHAR, value: Buffer.from('off') }, name);
    else if (name === 'autocommit') await setter(run, { type: Type.INT64, value: Buffer.from('1') }, name);
    else throw VtError.of('VT12001', `DEFAULT for @@${name}`);
    return;
  }
  await setter(run, await evaluate(run, value), name);
}

function ignored({ session, deps }: StatementRun, message: string): void {
  session.warn(IGNORED, message);
  deps.stats.warned?.('IgnoredSet');
}

/** Accepted when nothing changes by it. */
async function checkVariable(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  if (value.toUpperCase() === 'DEFAULT') return;
  const wanted = await evaluate(run, value);
  const result = await run.ask(`select @@session.${name}`);
  const present = result.rows[0]?.[0];
  if (same(present ?? null, wanted)) return;
  ignored(run, `Modification not allowed using set construct for: ${name}`);
}

function same(present: Uint8Array | null, wanted: BindValue): boolean {
  if (present === null || wanted.type === Type.NULL_TYPE) return present === null && wanted.type === Type.NULL_TYPE;
  const onOff = (text: string) =>
    text
      .toUpperCase()
      .replace(/^(?:ON|NO_CHAIN)$/, '1')
      .replace(/^OFF$/, '0');
  return onOff(Buffer.from(present).toString()) === onOff(textOf(wanted));
}

async function setCharsetVariable(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  const { session } = run;
  const isDefault = value.toUpperCase() === 'DEFAULT';
  const wanted = isDefault ? undefined : await evaluate(run, value);
  if (wanted?.type === Type.NULL_TYPE && name !== 'character_set_results') throw cannotBe(name, 'NULL');
  const text = wanted === undefined ? 'utf8mb4' : textOf(wanted);
  await changeSettings(run, () => {
    if (name === 'character_set_client') setClientCharset(session, text);
    else if (name === 'character_set_results')
      setResultsCharset(session, wanted?.type === Type.NULL_TYPE ? null : text);
    else if (isDefault) resetConnection(session);
    else if (name === 'character_set_connection') setConnectionCharset(session, text);
    else setConnectionCollation(session, text);
  });
  if (isDefault) return;
  if (name === 'collation_connection') warnOfCharset(run, undefined, text);
  else warnOfCharset(run, text, undefined);
}

function warnOfCharset(
  { session, deps }: StatementRun,
  charset: string | undefined,
  collation: string | undefined,
): void {
  for (const { code, message } of charsetWarnings(charset, collation, deps.options.serverVersion))
    session.warn(code, message);
}

/** A mysqld says whether it would take the value; its pooled connections do not need it. */
async function setShown(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  const { settings, shownVariables } = run.session;
  if (value.toUpperCase() === 'DEFAULT') {
    shownVariables.delete(name);
    return shownEffects[name]?.(run.session, 'DEFAULT');
  }
  const wanted = literal(await evaluate(run, value));
  settings.set(name, wanted);
  try {
    await run.ask('select 1');
  } finally {
    settings.delete(name);
  }
  const text = allowed(name, wanted);
  if (text !== wanted) run.session.warn(TRUNCATED, truncated(name, wanted));
  shownVariables.set(name, text);
  shownEffects[name]?.(run.session, text.replaceAll("'", '').toUpperCase());
}

const TIMEOUTS: ReadonlySet<string> = new Set([
  'interactive_timeout',
  'net_read_timeout',
  'net_write_timeout',
  'wait_timeout',
]);
const YEAR_SECONDS = 31_536_000n;

/** What a mysqld makes of a number of seconds that it does not allow: the nearest one. */
function allowed(name: string, text: string): string {
  if (!TIMEOUTS.has(name) || !/^-?\d+$/.test(text)) return text;
  const wanted = BigInt(text);
  return String(wanted < 1n ? 1n : wanted > YEAR_SECONDS ? YEAR_SECONDS : wanted);
}

function truncated(name: string, wanted: string): string {
  return `Truncated incorrect ${name} value: '${wanted}'`;
}

const TRANSACTION_INFO: Readonly<Record<string, TransactionInfo>> = {
  1: 'STATE',
  STATE: 'STATE',
  2: 'CHARACTERISTICS',
  CHARACTERISTICS: 'CHARACTERISTICS',
};

/** What the gate does by them. */
const shownEffects: Readonly<Record<string, (session: Session, value: string) => void>> = {
  session_track_transaction_info: ({ tracker }, value) => tracker.set(TRANSACTION_INFO[value] ?? 'OFF'),
  wait_timeout: (session, value) => {
    session.waitTimeoutMs = value === 'DEFAULT' ? undefined : Number(value) * 1000;
  },
};

/** The session's connections get it from now on; a mysqld is asked at once whether it takes the value. */
async function setSetting(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  const { settings } = run.session;
  const wanted = value.toUpperCase() === 'DEFAULT' ? undefined : literal(await evaluate(run, value));
  const open = openAs(run.session);
  await changeSettings(run, () => {
    if (wanted === undefined) settings.delete(name);
    else settings.set(name, allowed(name, wanted));
  });
  if (wanted !== undefined && allowed(name, wanted) !== wanted) run.session.warn(TRUNCATED, truncated(name, wanted));
  supersedeNext(run.session, name, open);
  if (name === 'sql_mode' && wanted === undefined) run.session.ignoresSpace = false;
  if (name !== 'sql_mode' || wanted === undefined || isMariadbVersion(run.deps.options.serverVersion)) return;
  for (const { code, message } of sqlModeWarnings(wanted)) run.session.warn(code, message);
}

/**
 * Changes the session's settings and has a mysqld judge them: the connections that the session holds, where it holds some, else any. What
 * is refused leaves the session as it was.
 */
async function changeSettings(run: StatementRun, change: () => void): Promise<void> {
  const { session, ask, shards, signal } = run;
  const before = new Map(session.settings);
  const { clientCharset, resultCharset, resultCollation } = session;
  try {
    change();
    const held = session.shardSessions.length > 0;
    if (!held) await ask('select 1');
    else for (const statement of differences(before, session.settings)) await shards.setHeld(statement, signal);
  } catch (error) {
    const changed = new Map(session.settings);
    session.settings.clear();
    for (const [name, value] of before) session.settings.set(name, value);
    session.clientCharset = clientCharset;
    session.resultCharset = resultCharset;
    session.resultCollation = resultCollation;
    await tellHeld(run, changed);
    throw error;
  }
}

/** Has held connections be again as the session is, where they may have been told of `changed`. One that does not hear it is gone, as its next statement says. */
async function tellHeld({ session, shards }: StatementRun, changed: ReadonlyMap<string, string>): Promise<void> {
  if (session.shardSessions.length === 0) return;
  const signal = AbortSignal.timeout(TAKE_BACK_MS);
  for (const statement of differences(changed, session.settings))
    await shards.setHeld(statement, signal).catch(() => {});
}

/** The SETs that make connections with the old settings ones with the new. */
function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const gone = [...before.keys()].filter((name) => !after.has(name)).map((name) => settingStatement(name, reset(name)));
  const changed = [...after].filter(([name, value]) => before.get(name) !== value);
  return [...gone, ...changed.map(([name, value]) => settingStatement(name, value))];
}

function reset(name: string): string {
  return name.startsWith('character_set_') || name === 'collation_connection'
    ? name === 'collation_connection'
      ? 'default'
      : "'utf8mb4'"
    : 'default';
}

/** SET [SESSION] TRANSACTION ISOLATION LEVEL …, READ ONLY | READ WRITE */
async function setTransaction(
  run: StatementRun,
  { scope, characteristics }: Extract<Assignment, { kind: 'transaction' }>,
): Promise<void> {
  const { session } = run;
  if (scope === 'global') return ignored(run, 'Ignored SET GLOBAL TRANSACTION: it would change one mysqld only');
  const isolation = /ISOLATION LEVEL (READ COMMITTED|READ UNCOMMITTED|REPEATABLE READ|SERIALIZABLE)/.exec(
    characteristics,
  )?.[1];
  const accessMode = /READ ONLY/.test(characteristics)
    ? 'READ_ONLY'
    : /READ WRITE/.test(characteristics)
      ? 'READ_WRITE'
      : undefined;
  if (scope === 'next')
    return characterize(session, isolation?.replace(' ', '_') as BeginOptions['isolation'] | undefined, accessMode);
  const assignTo = (name: string, value: string) =>
    setVariable(run, { kind: 'variable', scope: 'session', name, value });
  if (isolation) await assignTo('transaction_isolation', `'${isolation.replace(' ', '-')}'`);
  if (accessMode) await assignTo('transaction_read_only', accessMode === 'READ_ONLY' ? '1' : '0');
}

/** SET @@transaction_isolation, SET @@transaction_read_only; a mysqld says whether it would take the value. */
async function setNext(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  const { settings } = run.session;
  if (value.toUpperCase() === 'DEFAULT') return characterizeAs(run.session, name, undefined);
  const before = settings.get(name);
  const text = literal(await evaluate(run, value));
  settings.set(name, text);
  try {
    await run.ask('select 1');
  } finally {
    if (before === undefined) settings.delete(name);
    else settings.set(name, before);
  }
  characterizeAs(run.session, name, text.replaceAll("'", '').toUpperCase());
}

const LEVELS = ['READ_UNCOMMITTED', 'READ_COMMITTED', 'REPEATABLE_READ', 'SERIALIZABLE'] as const;

function characterizeAs(session: Session, name: string, value: string | undefined): void {
  if (name.endsWith('read_only'))
    return characterize(session, undefined, value === '1' || value === 'ON' ? 'READ_ONLY' : 'READ_WRITE');
  characterize(session, levelOf(value) ?? 'DEFAULT', undefined);
}

function levelOf(value: string | undefined): (typeof LEVELS)[number] | undefined {
  const text = value?.replaceAll("'", '').toUpperCase();
  return LEVELS.find((one, i) => one.replace('_', '-') === text || String(i) === text);
}

/**
 * What the session's transactions are from now on, its next one is too: SET TRANSACTION said something else of that before. One that is open stays what it is, also on the shards that
 * join it later.
 */
function supersedeNext(session: Session, name: string, open: Partial<BeginOptions>): void {
  if (!session.inTransaction && session.begin === defaultBegin) return;
  if (/^(?:transaction|tx)_read_only$/.test(name)) session.begin = { ...session.begin, accessMode: open.accessMode };
  if (/^(?:transaction|tx)_isolation$/.test(name))
    session.begin = { ...session.begin, isolation: open.isolation ?? 'DEFAULT' };
}

/** What the open transaction is, as far as that is known. */
function openAs(session: Session): Partial<BeginOptions> {
  const { begin, settings, inTransaction } = session;
  if (!inTransaction) return {};
  const level = settings.get('transaction_isolation') ?? settings.get('tx_isolation');
  const isolation = begin.isolation === 'DEFAULT' ? levelOf(level) : begin.isolation;
  return { isolation, accessMode: isReadOnly(session) ? 'READ_ONLY' : 'READ_WRITE' };
}

/** The next transaction, of which there is none yet. */
function characterize(
  session: Session,
  isolation: BeginOptions['isolation'] | undefined,
  accessMode: BeginOptions['accessMode'],
): void {
  if (session.inTransaction) throw inTransaction();
  const { begin } = session;
  session.begin = { ...begin, isolation: isolation ?? begin.isolation, accessMode: accessMode ?? begin.accessMode };
  session.tracker.characterized();
}

function inTransaction(): VtError {
  const message = "Transaction characteristics can't be changed while a transaction is in progress";
  return new VtError({ code: 'FAILED_PRECONDITION', errno: 1568, state: '25001', message });
}

function globalOnly(name: string): VtError {
  const message = `Variable '${name}' is a GLOBAL variable and should be set with SET GLOBAL`;
  return new VtError({ code: 'INVALID_ARGUMENT', errno: 1229, state: 'HY000', message });
}
