import { VtError } from '@vt/base';
import { type DiffHints, defaultHints, diffTable, diffView, nameConstraints, normalizeView } from '@vt/schemadiff';
import { type CreateTable, type CreateView, type Flavor, parse, print, quoteName, type Statement } from '@vt/sqlparser';
import { existing, showCreate } from '../db/tables.ts';
import { flavorOf, type StepContext } from '../engine/context.ts';
import { heldName } from '../engine/names.ts';
import { readTable } from '../plan/read-table.ts';
import { withConstraintNames } from '../plan/shadow-table.ts';
import type { MigrationRow } from '../store/migration-row.ts';
import { setColumns } from '../store/write-migration.ts';
import { withSqlMode } from './sql-mode.ts';

/** What is to be done for a statement; of a declarative migration, what makes the present definition into the one it declares. Undefined: nothing. */
export async function declared(
  context: StepContext,
  row: MigrationRow,
  statement: Statement,
): Promise<Statement | undefined> {
  if (!row.setting.flags.has('declarative') || statement.kind === 'RevertMigration') return statement;
  const { session, signal } = context;
  const there = (await existing(session, [row.table], signal)).get(row.table);
  switch (statement.kind) {
    case 'DropTable':
    case 'DropView':
      return there === undefined ? undefined : statement;
    case 'CreateTable':
      return there === undefined ? statement : await tableChange(context, row, statement);
    case 'CreateView':
      return there === undefined ? statement : await viewChange(context, row, statement);
    default:
      throw new VtError({
        code: 'INVALID_ARGUMENT',
        message: `strategy is declarative. Must be CREATE or DROP: ${row.statement.slice(0, 200)}`,
      });
  }
}

async function tableChange(
  context: StepContext,
  row: MigrationRow,
  statement: CreateTable,
): Promise<Statement | undefined> {
  const { session, signal } = context;
  const present = readTable(await showCreate(session, row.table, signal), flavorOf(context));
  const wanted = await asShown(context, row, statement);
  const [change, ...more] = diffTable(present, { ...wanted, table: present.table }, hints);
  if (change === undefined) return undefined;
  if (more.length > 0) {
    const all = [change, ...more].map((each) => print(each)).join('; ');
    throw new VtError({ code: 'UNIMPLEMENTED', message: `the declared table takes more than one change: ${all}` });
  }
  await setColumns(session, row.uuid, { ddl_action: 'alter' }, signal);
  return change;
}

/** Several full-text keys are made one after the other, in the same copy. */
const hints: DiffHints = { ...defaultHints, fullTextKeys: 'unify statements' };

const LEFT_BEHIND_MS = 3_600_000;

/** Constraints that have no names get those that they would have in their own table. */
function named(statement: CreateTable, flavor: Flavor): CreateTable {
  const { spec, table } = statement;
  if (!spec) return statement;
  const constraints = nameConstraints(table.name, spec.constraints).map((constraint, i) =>
    // MariaDB's names of checks do not tell of their table.
    flavor === 'mariadb' && constraint.details.kind === 'CheckConstraint'
      ? (spec.constraints[i] ?? constraint)
      : constraint,
  );
  return { ...statement, spec: { ...spec, constraints } };
}

/** The declared table as mysqld itself shows it: made under another name for a moment. */
async function asShown(context: StepContext, row: MigrationRow, statement: CreateTable): Promise<CreateTable> {
  const { session, signal } = context;
  // Should it be left behind, it goes by itself.
  const name = heldName(LEFT_BEHIND_MS);
  const table = { ...withConstraintNames(named(statement, flavorOf(context)), row.uuid), ifNotExists: false };
  const made = { ...table, table: { ...table.table, name } };
  await withSqlMode(context, row, () => session.execute(print(made), signal));
  try {
    return readTable(await showCreate(session, name, signal), flavorOf(context));
  } finally {
    await session.execute(`DROP TABLE IF EXISTS ${quoteName(name)}`);
  }
}

async function viewChange(
  { session, signal, ...context }: StepContext,
  row: MigrationRow,
  statement: CreateView,
): Promise<Statement | undefined> {
  const flavor = flavorOf({ session, signal, ...context });
  const present = parse(await showCreate(session, row.table, signal), { flavor });
  const isSame =
    present.kind === 'CreateView' && diffView(normalizeView(present), normalizeView(statement)) === undefined;
  return isSame ? undefined : { ...statement, orReplace: true };
}
