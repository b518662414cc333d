import { sqlStateOf, VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { type DiagnosticsItem, type Expr, type GetDiagnostics, parse, print, SqlError } from '@vt/sqlparser';
import { type BindValue, type Diagnostic, Type } from '@vt/sqltypes';
import { asVtError } from '../executor/errors/sql-error.ts';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { evaluate, textOf } from './set/evaluate.ts';
import { syntaxError } from './transaction.ts';

/** GET [CURRENT | STACKED] DIAGNOSTICS [CONDITION n] @variable = item, …: of the statement before, which the gate remembers. */
export const getDiagnostics: StatementHandler = async (run) => {
  const { session, sink, deps } = run;
  if (isMariadbVersion(deps.options.serverVersion)) throw VtError.of('VT12001', 'GET DIAGNOSTICS over MariaDB');
  const { items, area, condition } = parsedOf(run);
  for (const { target } of items) if (target.kind === 'LocalVariable') throw undeclared(target.name);
  if (area === 'stacked') throw noHandler();
  const found = condition === null ? undefined : await conditionOf(run, condition);
  if (found === 'none') {
    // MySQL adds what is wrong to what the statement before said, and answers that all went well.
    session.rowCount = -1n;
    session.warnings.push({ level: 'Error', code: 1758, message: 'Invalid condition number' });
    return answerOk(sink, { warnings: 1 });
  }
  // All values are of before: the first variable that gets one changes no other.
  const values = items.map((item) => [item.target.name, valueOf(run, item, found)] as const);
  for (const [name, value] of values) session.setVariable(name.toLowerCase(), value);
  session.changes.other();
  answerOk(sink);
};

function parsedOf({ sql, session }: StatementRun): GetDiagnostics {
  try {
    return parse(sql, { sqlMode: session.sqlModeNames }) as GetDiagnostics;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw asVtError(error);
  }
}

/** By its number, which is written as a literal or a variable; 'none': there is none of that number. */
async function conditionOf(run: StatementRun, number: Expr): Promise<Diagnostic | 'none'> {
  if (number.kind === 'UnaryExpr') throw syntaxError(run.sql);
  if (number.kind === 'ColName')
    throw VtError.of('VT12001', `condition ${number.name}, which is no literal or @variable`);
  // The statement before is still the one that is spoken of.
  run.session.previousWarnings = run.session.warnings;
  const value = await evaluate(run, print(number));
  const isText = value.type === Type.VARCHAR || value.type === Type.VARBINARY;
  const index = isText ? Number.parseInt(textOf(value), 10) : Math.round(Number(textOf(value)));
  return run.session.warnings[index - 1] ?? 'none';
}

function valueOf({ session }: StatementRun, { name }: DiagnosticsItem, condition: Diagnostic | undefined): BindValue {
  const item = name.toUpperCase();
  if (!condition) return item === 'NUMBER' ? count(session.warnings.length) : rowCount(session.rowCount);
  switch (item) {
    case 'MYSQL_ERRNO':
      return count(condition.code);
    case 'MESSAGE_TEXT':
      return text(condition.message);
    case 'RETURNED_SQLSTATE':
      return text(stateOf(condition, session.maySignal));
    default:
      if (mayBeSignalled(condition, session.maySignal)) throw unknownItem(item);
      // Nothing but SIGNAL gives a condition the name of anything. All of mysqld's own classes are the standard's.
      return text(item.endsWith('CLASS_ORIGIN') ? originOf(stateOf(condition, false)) : '');
  }
}

const text = (value: string): BindValue => ({ type: Type.VARCHAR, value: Buffer.from(value) });
const count = (value: number): BindValue => ({ type: Type.UINT64, value: Buffer.from(String(value)) });
const rowCount = (value: bigint): BindValue => ({ type: Type.INT64, value: Buffer.from(String(value)) });

/** @throws VT12001 for what SIGNAL may have given another one than its number's: no mysqld tells of it afterwards. */
function stateOf(condition: Diagnostic, maySignal: boolean): string {
  if (condition.state !== undefined) return condition.state;
  if (maySignal) throw unknownItem('RETURNED_SQLSTATE');
  return sqlStateOf(condition.code);
}

/** ER_SIGNAL_WARN, ER_SIGNAL_NOT_FOUND, ER_SIGNAL_EXCEPTION */
const SIGNALLED: ReadonlySet<number> = new Set([1642, 1643, 1644]);

function mayBeSignalled({ code, state }: Diagnostic, maySignal: boolean): boolean {
  return maySignal || SIGNALLED.has(code) || (state !== undefined && state !== sqlStateOf(code));
}

/** The classes that the standard has begin with 0 to 4 or A to H. */
const originOf = (state: string): string => (/^[0-4A-H]/.test(state) ? 'ISO 9075' : 'MySQL');

function unknownItem(item: string): VtError {
  return VtError.of('VT12001', `GET DIAGNOSTICS of ${item} after SIGNAL`);
}

function undeclared(name: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1327,
    state: '42000',
    message: `Undeclared variable: ${name}`,
  });
}

function noHandler(): VtError {
  const message = 'GET STACKED DIAGNOSTICS when handler not active';
  return new VtError({ code: 'FAILED_PRECONDITION', errno: 3004, state: '0Z002', message });
}
