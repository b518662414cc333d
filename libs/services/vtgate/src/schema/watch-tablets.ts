import type { HealthCheck, Tablet } from '@vt/discovery';
import { type TopoServer, tabletAliasString } from '@vt/topo';

export type TabletWatchOptions = {
  readonly cells: readonly string[];
  /** Empty: all. */
  readonly keyspaces: readonly string[];
  readonly onProblem: (cell: string, error: unknown) => void;
  readonly onChange?: (change: TabletChange) => void;
};

export type TabletChange = 'AddTablet' | 'ReplaceTablet' | 'RemoveTablet';

/** Tells the health check which tablets there are in these cells, from now on until the signal aborts. */
export function watchTablets(
  topo: TopoServer,
  health: HealthCheck,
  options: TabletWatchOptions,
  signal: AbortSignal,
): void {
  const known = new Map<string, Tablet>();
  const wanted = (tablet: Tablet) => options.keyspaces.length === 0 || options.keyspaces.includes(tablet.keyspace);
  for (const cell of options.cells) void watchCell(topo, cell, known, wanted, health, options, signal);
}

async function watchCell(
  topo: TopoServer,
  cell: string,
  known: Map<string, Tablet>,
  wanted: (tablet: Tablet) => boolean,
  health: HealthCheck,
  { onProblem, onChange }: TabletWatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const onBadRecord = (error: Error) => onProblem(cell, error);
  try {
    for await (const changes of topo.watches.tablets(cell, { signal, onBadRecord })) {
      for (const { alias, tablet } of changes) {
        const name = tabletAliasString(alias);
        const isKnown = known.has(name);
        if (tablet && wanted(tablet)) {
          known.set(name, tablet);
          onChange?.(isKnown ? 'ReplaceTablet' : 'AddTablet');
        } else if (isKnown) {
          known.delete(name);
          onChange?.('RemoveTablet');
        }
      }
      health.setTablets([...known.values()]);
    }
  } catch (error) {
    if (!signal.aborted) onProblem(cell, error);
  }
}
