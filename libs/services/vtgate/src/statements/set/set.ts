import { VtError } from '@vt/base';
import { type BindValue, Type } from '@vt/sqltypes';
import { answerOk } from '../../executor/local-result.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import type { BeginOptions } from '../../gateway/tablet-gateway.ts';
import { treatmentOf } from '../../session/variables.ts';
import { awareSetters } from './aware.ts';
import { evaluate, literal, textOf } from './evaluate.ts';
import { type Assignment, parseSet } from './parse-set.ts';

const IGNORED = 1235;
/** Character sets in which every byte below 0x80 is ASCII: what the gate reads of a statement is the same in all of them. */
const CHARSETS = new Set(['ascii', 'binary', 'latin1', 'utf8', 'utf8mb3', 'utf8mb4']);

type VariableAssignment = Extract<Assignment, { kind: 'variable' }>;

/** SET: variables of the user, of the gate and of the mysqld connections. */
export const set: StatementHandler = async (run) => {
  for (const assignment of parseSet(run.sql, run.mode)) await assign(run, assignment);
  answerOk(run.sink);
};

async function assign(run: StatementRun, assignment: Assignment): Promise<void> {
  switch (assignment.kind) {
    case 'names':
      return setNames(run, assignment.charset, assignment.collation);
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
  if (scope === 'user') {
    session.userVariables.set(name, await evaluate(run, value));
    return;
  }
  if (scope === 'vitess_metadata') throw VtError.of('VT12001', 'SET @@vitess_metadata');
  const treatment = treatmentOf(name);
  if (!treatment) throw VtError.of('VT05006', name);
  if (treatment === 'readOnly') throw VtError.of('VT03010', name);
  if (treatment === 'unsupported') throw VtError.of('VT12001', `system setting: ${name}`);
  if (scope !== 'session')
    return session.warn(IGNORED, `Ignored set of the ${scope} variable '${name}': it would change one mysqld only`);
  if (treatment === 'ignored') return session.warn(IGNORED, `Ignored inapplicable SET ${name} = ${value}`);
  if (treatment === 'aware') return setAware(run, assignment);
  if (treatment === 'check') return checkVariable(run, assignment);
  return setSetting(run, assignment);
}

async function setAware(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  const setter = awareSetters[name];
  if (!setter) throw VtError.of('VT05006', name);
  if (value.toUpperCase() === 'DEFAULT') {
    if (name === 'sql_select_limit') run.session.selectLimit = undefined;
    else if (name === 'autocommit') run.session.autocommit = true;
    else throw VtError.of('VT12001', `DEFAULT for @@${name}`);
    return;
  }
  await setter(run, await evaluate(run, value), name);
}

/** Accepted when nothing changes by it. */
async function checkVariable(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  if (value.toUpperCase() === 'DEFAULT') return;
  const wanted = await evaluate(run, value);
  const result = await run.ask(`select @@session.${name}`);
  const present = result.rows[0]?.[0];
  if (same(present ?? null, wanted)) return;
  run.session.warn(IGNORED, `Modification not allowed using set construct for: ${name}`);
}

function same(present: Uint8Array | null, wanted: BindValue): boolean {
  if (present === null || wanted.type === Type.NULL_TYPE) return present === null && wanted.type === Type.NULL_TYPE;
  const onOff = (text: string) => text.toUpperCase().replace(/^ON$/, '1').replace(/^OFF$/, '0');
  return onOff(Buffer.from(present).toString()) === onOff(textOf(wanted));
}

/** The session's connections get it from now on; a mysqld is asked at once whether it takes the value. */
async function setSetting(run: StatementRun, { name, value }: VariableAssignment): Promise<void> {
  const { settings } = run.session;
  const before = settings.get(name);
  if (value.toUpperCase() === 'DEFAULT') {
    settings.delete(name);
    return;
  }
  settings.set(name, literal(await evaluate(run, value)));
  try {
    await run.ask('select 1');
  } catch (error) {
    if (before === undefined) settings.delete(name);
    else settings.set(name, before);
    throw error;
  }
}

async function setNames(run: StatementRun, charset: string, collation: string | undefined): Promise<void> {
  const { settings } = run.session;
  if (charset === 'default' || (charset === 'utf8mb4' && !collation)) {
    settings.delete('names');
    return;
  }
  if (!CHARSETS.has(charset)) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      errno: 1115,
      state: '42000',
      message: `Unknown character set: '${charset}'`,
    });
  }
  const before = settings.get('names');
  settings.set('names', collation ? `${charset} collate ${collation}` : charset);
  try {
    await run.ask('select 1');
  } catch (error) {
    if (before === undefined) settings.delete('names');
    else settings.set('names', before);
    throw error;
  }
}

/** SET [SESSION] TRANSACTION ISOLATION LEVEL …, READ ONLY | READ WRITE */
async function setTransaction(
  run: StatementRun,
  { scope, characteristics }: Extract<Assignment, { kind: 'transaction' }>,
): Promise<void> {
  const { session } = run;
  if (scope === 'global')
    return session.warn(IGNORED, 'Ignored SET GLOBAL TRANSACTION: it would change one mysqld only');
  const isolation = /ISOLATION LEVEL (READ COMMITTED|READ UNCOMMITTED|REPEATABLE READ|SERIALIZABLE)/.exec(
    characteristics,
  )?.[1];
  const accessMode = /READ ONLY/.test(characteristics)
    ? 'READ_ONLY'
    : /READ WRITE/.test(characteristics)
      ? 'READ_WRITE'
      : undefined;
  if (scope === 'next') {
    session.begin = {
      ...session.begin,
      isolation: (isolation?.replace(' ', '_') as BeginOptions['isolation'] | undefined) ?? session.begin.isolation,
      accessMode: accessMode ?? session.begin.accessMode,
    };
    return;
  }
  const value = isolation && `'${isolation.replace(' ', '-')}'`;
  if (value) await setVariable(run, { kind: 'variable', scope: 'session', name: 'transaction_isolation', value });
  if (accessMode) session.begin = { ...session.begin, accessMode };
}
