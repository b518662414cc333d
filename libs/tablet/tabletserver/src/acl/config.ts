import { VtError } from '@vt/base';
import { fromJsonText } from '@vt/proto';
import type { Role } from '../statement/uses.ts';

/** Tables and who may use them how. */
export type TableGroup = {
  readonly name: string;
  readonly members: { readonly [R in Role]: ReadonlySet<string> };
};

/** A table access file, read: groups by whole table name, and by prefix with the longest first. */
export type TableAcl = {
  readonly exact: ReadonlyMap<string, TableGroup>;
  readonly prefixes: readonly (readonly [prefix: string, group: TableGroup])[];
};

const EVERYBODY = '*';

/** Reads the JSON form of tableacl.Config. @throws VtError for what is no such file, or names one table twice. */
export function readTableAcl(text: string): TableAcl {
  const config = fromJsonText('tableacl.Config', text);
  const exact = new Map<string, TableGroup>();
  const prefixes: [string, TableGroup][] = [];
  for (const spec of config.table_groups) {
    const members = {
      READER: new Set(spec.readers),
      WRITER: new Set(spec.writers),
      ADMIN: new Set(spec.admins),
    };
    for (const pattern of spec.table_names_or_prefixes) {
      const group = { name: spec.name, members };
      if (pattern.endsWith('%')) prefixes.push([pattern.slice(0, -1), group]);
      else if (exact.has(pattern)) throw overlap(pattern);
      else exact.set(pattern, group);
    }
  }
  checkOverlaps(exact, prefixes);
  return { exact, prefixes: prefixes.sort(([a], [b]) => b.length - a.length) };
}

/** INVARIANT: a table is in one group at most, or it would depend on the order of the file who may use it. */
function checkOverlaps(
  exact: ReadonlyMap<string, TableGroup>,
  prefixes: readonly (readonly [string, TableGroup])[],
): void {
  for (const [i, [prefix]] of prefixes.entries()) {
    for (const name of exact.keys()) if (name.startsWith(prefix)) throw overlap(name);
    for (const [j, [other]] of prefixes.entries()) if (i !== j && other.startsWith(prefix)) throw overlap(`${other}%`);
  }
}

function overlap(pattern: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: `table access: '${pattern}' is in more than one group` });
}

export function groupOf(acl: TableAcl, table: string): TableGroup | undefined {
  return acl.exact.get(table) ?? acl.prefixes.find(([prefix]) => table.startsWith(prefix))?.[1];
}

export function isMember(names: ReadonlySet<string>, user: string, groups: readonly string[]): boolean {
  return names.has(EVERYBODY) || names.has(user) || groups.some((group) => names.has(group));
}
