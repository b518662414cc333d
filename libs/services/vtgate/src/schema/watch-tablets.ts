import type { HealthCheck, Tablet } from '@vt/discovery';
import { type TopoServer, tabletAliasString } from '@vt/topo';

export type TabletWatchOptions = {
  readonly cells: readonly string[];
  readonly isWanted: (tablet: Tablet) => boolean;
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
  for (const cell of options.cells) void watchCell(topo, cell, known, health, options, signal);
}

async function watchCell(
  topo: TopoServer,
  cell: string,
  known: Map<string, Tablet>,
  health: HealthCheck,
  { isWanted, onProblem, onChange }: TabletWatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const onBadRecord = (error: Error) => onProblem(cell, error);
  try {
    for await (const changes of topo.watches.tablets(cell, { signal, onBadRecord })) {
      for (const { alias, tablet } of changes) {
        const name = tabletAliasString(alias);
        const isKnown = known.has(name);
        if (tablet && isWanted(tablet)) {
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
