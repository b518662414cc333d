import type { MysqlSession } from '@vt/mysql';
import type { Flavor } from '@vt/sqlparser';
import type { ExecutorParts } from '../parts.ts';

/** What a step of a migration works with. */
export type StepContext = {
  readonly parts: ExecutorParts;
  readonly session: MysqlSession;
  readonly signal: AbortSignal;
  readonly counts: MigrationCounts;
};

/** How often each has happened to a migration here. */
export type MigrationCounts = { started: number; successful: number; failed: number };

export function flavorOf({ session }: StepContext): Flavor {
  return session.connection.isMariadb ? 'mariadb' : 'mysql';
}
