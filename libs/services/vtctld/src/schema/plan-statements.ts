import { randomUUID } from 'node:crypto';
import { VtError } from '@vt/base';
import {
  type Change,
  changesOf,
  commentedStatement,
  type DdlStrategySetting,
  isManaged,
  migrationId,
} from '@vt/migration';
import { parse, type Statement } from '@vt/sqlparser';

/** What is done for a statement: it is run at once, said to the tablets' query services, or handed in as a migration. */
export type SchemaStep =
  | { readonly kind: 'command'; text(context: string): string }
  | { readonly kind: 'direct'; readonly sql: string }
  | { readonly kind: 'migration'; readonly uuid: string; text(context: string): string };

/** The steps of a schema change. @param ids those that the migrations get; none: new ones. */
export function planStatements(
  statements: readonly string[],
  setting: DdlStrategySetting,
  ids: readonly string[],
): readonly SchemaStep[] {
  if (!isManaged(setting)) return statements.map((sql) => ({ kind: 'direct', sql }));
  const planned = statements.map((sql) => ({ sql, changes: managed(sql, setting) }));
  const count = planned.reduce((sum, { changes }) => sum + (changes === 'command' ? 0 : (changes?.length ?? 0)), 0);
  if (ids.length > 0 && ids.length !== count) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `provided ${ids.length} UUIDs do not match number of DDLs ${count}`,
    });
  }
  const given = [...ids];
  return planned.flatMap(({ sql, changes }): SchemaStep[] => {
    if (changes === undefined) return [{ kind: 'direct', sql }];
    if (changes === 'command') return [{ kind: 'command', text: () => sql }];
    return changes.map((change) => {
      const uuid = given.shift() ?? migrationId(randomUUID());
      return {
        kind: 'migration',
        uuid,
        text: (context) => commentedStatement({ uuid, context, ...change, strategy: setting }),
      };
    });
  });
}

function managed(sql: string, setting: DdlStrategySetting): readonly Change[] | 'command' | undefined {
  const statement = parseForAny(sql);
  if (statement.kind === 'AlterMigration') return 'command';
  if (statement.kind === 'RevertMigration') return [{ table: '', statement }];
  return changesOf(statement, setting);
}

/** What is no SQL for MySQL may be some for the MariaDB of the keyspace, which refuses it otherwise. @throws as MySQL says it */
function parseForAny(sql: string): Statement {
  try {
    return parse(sql);
  } catch (refusal) {
    try {
      return parse(sql, { flavor: 'mariadb' });
    } catch {
      throw refusal;
    }
  }
}

/** Of rows, and not of tables: on every shard they would do what a keyspace's one table is to have once. */
const ofRows: ReadonlySet<string> = new Set([
  'CallProc',
  'Delete',
  'Do',
  'Insert',
  'LoadData',
  'Select',
  'TableStatement',
  'Union',
  'Update',
  'ValuesStatement',
]);

/** Throws for a statement about rows where there are several shards. What only mysqld can read is left to it. */
export function requireDdl(statements: readonly string[], shards: number): void {
  if (shards === 1) return;
  const wrong = statements.find((sql) => {
    try {
      return ofRows.has(parse(sql).kind);
    } catch {
      return false;
    }
  });
  if (wrong === undefined) return;
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: `non-ddl statements can only be executed for single shard keyspaces: ${wrong}`,
  });
}
