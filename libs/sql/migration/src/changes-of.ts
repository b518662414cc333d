import { VtError } from '@vt/base';
import { type Statement, type TableName, visit } from '@vt/sqlparser';
import type { DdlStrategySetting } from './strategy.ts';

/** One change of one table or view. */
export type Change = { readonly table: string; readonly statement: Statement };

/**
 * The changes that a statement asks for, one a table. Undefined: no statement that is managed, such as RENAME and TRUNCATE.
 * @throws UNIMPLEMENTED for what a managed change cannot do.
 */
export function changesOf(statement: Statement, setting: DdlStrategySetting): readonly Change[] | undefined {
  const changes = split(statement);
  for (const change of changes ?? []) refuseUnfit(change.statement, setting);
  return changes;
}

function split(statement: Statement): readonly Change[] | undefined {
  switch (statement.kind) {
    case 'CreateTable':
      if (statement.temporary) return undefined;
      return [{ table: statement.table.name, statement: { ...statement, table: bare(statement.table) } }];
    case 'AlterTable':
      return [{ table: statement.table.name, statement: { ...statement, table: bare(statement.table) } }];
    case 'CreateView':
    case 'AlterView':
      return [{ table: statement.view.name, statement: { ...statement, view: bare(statement.view) } }];
    case 'DropTable':
      if (statement.temporary) return undefined;
      return statement.tables.map((table) => ({
        table: table.name,
        statement: { ...statement, tables: [bare(table)] },
      }));
    case 'DropView':
      return statement.views.map((view) => ({ table: view.name, statement: { ...statement, views: [bare(view)] } }));
    default:
      return undefined;
  }
}

/** The name alone: the keyspace's is none of the tablet's. */
function bare(name: TableName): TableName {
  return { ...name, qualifier: '' };
}

function refuseUnfit(statement: Statement, { flags }: DdlStrategySetting): void {
  const allowsForeignKeys = flags.has('unsafe-allow-foreign-keys');
  visit(statement, (node) => {
    if (node.kind === 'RenameTableTo') throw unsupported('RENAME is not supported in online DDL');
    if (node.kind === 'ForeignKey' && !allowsForeignKeys)
      throw unsupported('foreign key constraints are not supported in online DDL');
  });
}

function unsupported(message: string): VtError {
  return new VtError({ code: 'UNIMPLEMENTED', message });
}
