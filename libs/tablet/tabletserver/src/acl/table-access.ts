import { VtError } from '@vt/base';
import type { Caller } from '@vt/proto/hot';
import type { CountersWithLabels } from '@vt/servenv';
import { tabletItself } from '../request.ts';
import type { Statement } from '../statement/statement.ts';
import { type TableUse, usesOf } from '../statement/uses.ts';
import { groupOf, isMember, type TableAcl } from './config.ts';

export type TableAccessOptions = {
  /** A table that no group has is nobody's; else everybody's. */
  readonly strict: boolean;
  /** Counts what would be refused, and lets it pass. */
  readonly dryRun: boolean;
  /** A member of this list passes unasked. */
  readonly exempt: ReadonlySet<string>;
};

export type TableAccessStats = {
  readonly allowed: CountersWithLabels;
  readonly denied: CountersWithLabels;
  readonly pseudoDenied: CountersWithLabels;
};

/** Who may use which table how. Costs nothing while no file is loaded. */
export class TableAccess {
  readonly #options: TableAccessOptions;
  readonly #stats: TableAccessStats;
  #acl: TableAcl | undefined;

  constructor(options: TableAccessOptions, stats: TableAccessStats) {
    this.#options = options;
    this.#stats = stats;
  }

  get isOn(): boolean {
    return this.#acl !== undefined;
  }

  /** What was read last is in force until then. */
  load(acl: TableAcl | undefined): void {
    this.#acl = acl;
  }

  get acl(): TableAcl | undefined {
    return this.#acl;
  }

  /** @throws VtError PERMISSION_DENIED. */
  check(statement: Statement, caller: Caller): void {
    const acl = this.#acl;
    if (!acl || caller === tabletItself) return;
    const user = caller.immediate?.username ?? '';
    const groups = [...(caller.immediate?.groups ?? [])].map(String);
    if (isMember(this.#options.exempt, user, groups)) return;
    const { tables } = usesOf(statement);
    if (tables.length > 0 && caller.immediate === null) {
      throw new VtError({ code: 'UNAUTHENTICATED', message: 'missing caller id' });
    }
    for (const use of tables) this.#checkTable(acl, statement, use, user, groups);
  }

  #checkTable(acl: TableAcl, statement: Statement, use: TableUse, user: string, groups: readonly string[]): void {
    const group = groupOf(acl, use.table);
    const labels = [use.table, group?.name ?? '', statement.plan, user];
    const isAllowed = group ? isMember(group.members[use.role], user, groups) : !this.#options.strict;
    if (isAllowed) return this.#stats.allowed.add(labels);
    if (this.#options.dryRun) return this.#stats.pseudoDenied.add(labels);
    this.#stats.denied.add(labels);
    const inGroups = groups.length > 0 ? `, in groups [${groups.join(', ')}],` : '';
    throw new VtError({
      code: 'PERMISSION_DENIED',
      errno: 1142,
      state: '42000',
      message: `${statement.plan} command denied to user '${user}'${inGroups} for table '${use.table}' (ACL check error)`,
    });
  }
}
