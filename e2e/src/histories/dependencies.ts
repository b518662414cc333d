import type { History, Transaction } from './history.ts';

/** Why one transaction comes before another: it wrote what the other overwrote, what the other read, or read what the other overwrote. */
export type Dependency = 'ww' | 'wr' | 'rw';
export type Graph = {
  readonly nodes: ReadonlyMap<number, Transaction>;
  readonly edges: ReadonlyMap<number, ReadonlyMap<number, ReadonlySet<Dependency>>>;
};

/** Who wrote each element. */
export function writersOf({ transactions }: History): ReadonlyMap<number, Transaction> {
  return new Map(
    transactions.flatMap((one) =>
      one.steps.flatMap((step): [number, Transaction][] => (step.kind === 'append' ? [[step.element, one]] : [])),
    ),
  );
}

/** A transaction whose end is not known took place if the lists have what it appended. */
export function tookPlace(one: Transaction, { final }: History): boolean {
  if (one.outcome !== 'unknown') return one.outcome === 'committed';
  return one.steps.some((step) => step.kind === 'append' && final.get(step.key)?.includes(step.element));
}

/** The order in which each list grew gives every dependency of transactions that took place. */
export function graphOf(history: History): Graph {
  const writers = writersOf(history);
  const nodes = new Map(history.transactions.filter((one) => tookPlace(one, history)).map((one) => [one.id, one]));
  const edges = new Map<number, Map<number, Set<Dependency>>>();
  const add = (from: number | undefined, to: number | undefined, kind: Dependency) => {
    if (from === undefined || to === undefined || from === to || !nodes.has(from) || !nodes.has(to)) return;
    const targets = edges.get(from) ?? new Map<number, Set<Dependency>>();
    targets.set(to, (targets.get(to) ?? new Set()).add(kind));
    edges.set(from, targets);
  };
  const writer = (element: number | undefined) => (element === undefined ? undefined : writers.get(element)?.id);
  for (const list of history.final.values())
    for (let i = 1; i < list.length; i++) add(writer(list[i - 1]), writer(list[i]), 'ww');
  for (const one of nodes.values())
    for (const step of one.steps) {
      if (step.kind !== 'read') continue;
      const list = history.final.get(step.key) ?? [];
      const seen = step.elements.filter((element) => list.includes(element));
      add(writer(seen.findLast((element) => writer(element) !== one.id)), one.id, 'wr');
      add(one.id, writer(list[seen.length]), 'rw');
    }
  return { nodes, edges };
}

/** Whether `to` is reached from `from` over dependencies of these kinds. */
export function reaches({ edges }: Graph, from: number, to: number, kinds: readonly Dependency[]): boolean {
  const seen = new Set<number>();
  const left = [from];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const [target, why] of edges.get(next) ?? []) {
      if (seen.has(target) || !kinds.some((kind) => why.has(kind))) continue;
      if (target === to) return true;
      seen.add(target);
      left.push(target);
    }
  }
  return false;
}
