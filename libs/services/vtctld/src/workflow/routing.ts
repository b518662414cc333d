import { rebuildSrvVSchema, type TopoServer } from '@vt/topo';
import { readTypes, routed } from './names.ts';

/** Routing rules by name, as `[@type]` suffixed names lead to tables. */
export type RulesMap = Map<string, readonly string[]>;

export async function readRules(topo: TopoServer, signal: AbortSignal): Promise<RulesMap> {
  const { rules } = await topo.rules.routing.get({ signal });
  return new Map(rules.map(({ from_table, to_tables }) => [from_table, to_tables]));
}

/** Changes the routing rules under the lock of those who edit them. Gates see it after `publish`. */
export async function editRules(
  topo: TopoServer,
  action: string,
  change: (rules: RulesMap) => void,
  signal: AbortSignal,
): Promise<void> {
  const lock = await topo.rules.lock(action, { signal });
  try {
    await topo.rules.routing.update(
      (record) => {
        const rules: RulesMap = new Map(record.rules.map(({ from_table, to_tables }) => [from_table, to_tables]));
        change(rules);
        record.rules = [...rules]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([from_table, to_tables]) => ({ from_table, to_tables: [...to_tables] }));
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}

/** Makes the gates see routing rules and VSchemas as they are now. */
export async function publish(topo: TopoServer, signal: AbortSignal): Promise<void> {
  await rebuildSrvVSchema(topo, { signal });
}

const suffixes = ['', ...readTypes.map((type) => `@${type.toLowerCase()}`)];

/** While tables are copied, every name of them leads to the source. */
export function routeToSource(rules: RulesMap, source: string, target: string, tables: readonly string[]): void {
  for (const table of tables) {
    for (const suffix of suffixes) {
      for (const name of [table, `${source}.${table}`, `${target}.${table}`]) {
        rules.set(name + suffix, [routed(source, table)]);
      }
    }
  }
}

/** Reads of a tablet type go to `to`, under whichever name. */
export function routeReads(
  rules: RulesMap,
  type: string,
  { source, target, to }: { readonly source: string; readonly target: string; readonly to: string },
  tables: readonly string[],
): void {
  const suffix = `@${type.toLowerCase()}`;
  for (const table of tables) {
    for (const name of [table, `${source}.${table}`, `${target}.${table}`]) {
      rules.set(name + suffix, [routed(to, table)]);
    }
  }
}

/** Writes go to the target; its own name needs no rule any more. */
export function routeWrites(rules: RulesMap, source: string, target: string, tables: readonly string[]): void {
  for (const table of tables) {
    rules.delete(`${target}.${table}`);
    rules.set(table, [routed(target, table)]);
    rules.set(`${source}.${table}`, [routed(target, table)]);
  }
}

/** Removes every rule of the tables. A bare name may meanwhile stand for a table of another keyspace, which moves too. */
export function forgetRules(rules: RulesMap, source: string, target: string, tables: readonly string[]): void {
  for (const table of tables) {
    const own = [routed(source, table), routed(target, table)];
    for (const suffix of suffixes) {
      for (const name of [`${source}.${table}`, `${target}.${table}`]) rules.delete(name + suffix);
      if (own.includes(rules.get(table + suffix)?.[0] ?? '')) rules.delete(table + suffix);
    }
  }
}
