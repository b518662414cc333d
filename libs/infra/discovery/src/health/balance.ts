import { orderByCell, shuffle } from './pick.ts';
import type { TabletHealth } from './tablet-health.ts';

/**
 * How replicas share the load (--vtgate-balancer-mode). `cell`: those of the gate's own cell, others when there are none. `prefer-cell`: every replica gets the same share, as far as
 * possible from gates of its own cell. `random`: every replica alike. `session`: all reads of a session go to one replica, of the own cell if there are any, as long as it is there.
 */
export type BalanceMode = 'cell' | 'prefer-cell' | 'random' | 'session';

export type BalanceRules = {
  readonly mode: BalanceMode;
  /** The cells that have gates, each with the same load (--balancer-vtgate-cells); for prefer-cell. */
  readonly gateCells: readonly string[];
  /** Where this mode holds; elsewhere it is `cell`. Empty: everywhere (--balancer-keyspaces). */
  readonly keyspaces: readonly string[];
};

export const defaultBalance: BalanceRules = { mode: 'cell', gateCells: [], keyspaces: [] };

/** The order in which to try replicas of one shard that are all fresh enough. */
export function balanced(
  candidates: readonly TabletHealth[],
  { mode, gateCells, keyspaces }: BalanceRules,
  {
    localCell,
    keyspace,
    session,
    random,
  }: {
    readonly localCell: string;
    readonly keyspace: string;
    readonly session?: string | undefined;
    readonly random: () => number;
  },
): TabletHealth[] {
  const isMeant = keyspaces.length === 0 || keyspaces.includes(keyspace);
  if (!isMeant || mode === 'cell') return orderByCell(candidates, localCell, random);
  if (mode === 'session')
    return session === undefined ? orderByCell(candidates, localCell, random) : kept(candidates, localCell, session);
  if (mode === 'random') return shuffle(candidates, random);
  const cell = drawCell(cellShares(candidates, gateCells, localCell), random);
  // Who is drawn comes first; for those after it, near is better.
  return orderByCell(candidates, cell ?? localCell, random);
}

/** One order for each session, in which a replica that comes or goes moves nobody but those who have it first (rendezvous hashing). */
function kept(candidates: readonly TabletHealth[], localCell: string, session: string): TabletHealth[] {
  const weighed = candidates.map((tablet) => ({
    tablet,
    weight: hashOf(`${tablet.alias}#${session}`) + (tablet.cell === localCell ? 2 ** 32 : 0),
  }));
  return weighed.sort((a, b) => b.weight - a.weight).map(({ tablet }) => tablet);
}

/** FNV-1a of a text, mixed once more: texts that differ in their first characters only come out far from each other too. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Which part of its load a gate sends to each cell, so that all replicas get the same: its own cell takes what its replicas are to get, and what is too much for them goes where gates are fewer than
 * replicas. The parts add up to 1.
 */
export function cellShares(
  candidates: readonly TabletHealth[],
  gateCells: readonly string[],
  localCell: string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { cell } of candidates) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const gates = new Set([...gateCells, localCell]);
  const load = 1 / gates.size;
  const capacity = (cell: string): number => (counts.get(cell) ?? 0) / candidates.length;
  const spare = (cell: string): number => Math.max(0, capacity(cell) - (gates.has(cell) ? load : 0));
  const spares = [...counts.keys()].reduce((sum, cell) => sum + spare(cell), 0);
  const local = Math.min(1, capacity(localCell) / load);
  const shares = new Map([[localCell, local]]);
  for (const cell of counts.keys()) {
    if (cell !== localCell && spares > 0) shares.set(cell, ((1 - local) * spare(cell)) / spares);
  }
  return shares;
}

function drawCell(shares: ReadonlyMap<string, number>, random: () => number): string | undefined {
  let left = random();
  for (const [cell, share] of shares) {
    if (left < share) return cell;
    left -= share;
  }
  return undefined;
}
