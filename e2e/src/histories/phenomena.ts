import { type Dependency, type Graph, graphOf, reaches, tookPlace, writersOf } from './dependencies.ts';
import type { History, Step, Transaction } from './history.ts';

/** Names as in docs/reference/isolation.md; those that no level allows begin with 'broken'. */
export type Phenomenon =
  | 'aborted read'
  | 'broken: an acknowledged append is lost'
  | 'broken: an append that was taken back is there'
  | 'broken: no order of appends explains a read'
  | 'broken: own appends are not read'
  | 'circular information flow'
  | 'dirty write'
  | 'intermediate read'
  | 'lost update or write skew'
  | 'read skew of a reader';

/** What of it a history has, each with the transactions that show it first. */
export function phenomenaOf(history: History): ReadonlyMap<Phenomenon, string> {
  const found = new Map<Phenomenon, string>();
  const note = (name: Phenomenon, what: string) => {
    if (!found.has(name)) found.set(name, what);
  };
  ofLists(history, note);
  for (const one of history.transactions) if (tookPlace(one, history)) ofReads(one, history, note);
  ofCycles(graphOf(history), note);
  return found;
}

type Note = (name: Phenomenon, what: string) => void;

function ofLists(history: History, note: Note): void {
  for (const one of history.transactions) {
    for (const step of one.steps) {
      if (step.kind !== 'append') continue;
      const isThere = history.final.get(step.key)?.includes(step.element) ?? false;
      if (tookPlace(one, history) && !isThere) note('broken: an acknowledged append is lost', about(one, step));
      if (!tookPlace(one, history) && isThere) note('broken: an append that was taken back is there', about(one, step));
    }
  }
}

function ofReads(one: Transaction, history: History, note: Note): void {
  const writers = writersOf(history);
  one.steps.forEach((step, at) => {
    if (step.kind !== 'read') return;
    const list = history.final.get(step.key) ?? [];
    const kept = step.elements.filter((element) => {
      const writer = writers.get(element);
      const isAborted = writer !== undefined && !tookPlace(writer, history);
      if (isAborted) note('aborted read', about(one, step));
      return !isAborted;
    });
    const isPrefix = kept.every((element, i) => list[i] === element);
    const own = appendsOf(one.steps.slice(0, at), step.key);
    if (!isPrefix) note('broken: no order of appends explains a read', `${about(one, step)} of ${list}`);
    if (own.some((element) => !step.elements.includes(element)))
      note('broken: own appends are not read', about(one, step));
    const last = kept.at(-1);
    const writer = last === undefined ? undefined : writers.get(last);
    if (writer && writer !== one && appendsOf(writer.steps, step.key).at(-1) !== last)
      note('intermediate read', about(one, step));
  });
}

const INFORMATION: readonly Dependency[] = ['ww', 'wr'];

function ofCycles(graph: Graph, note: Note): void {
  for (const [from, targets] of graph.edges)
    for (const [to, kinds] of targets) {
      const what = `${from} → ${to} (${[...kinds]}) → … → ${from}`;
      if (kinds.has('ww') && reaches(graph, to, from, ['ww'])) note('dirty write', what);
      if (kinds.has('wr') && reaches(graph, to, from, INFORMATION)) note('circular information flow', what);
      if (!kinds.has('rw') || !reaches(graph, to, from, ['ww', 'wr', 'rw'])) continue;
      const reader = graph.nodes.get(from)?.steps.every(({ kind }) => kind === 'read') ?? false;
      if (reader && reaches(graph, to, from, INFORMATION)) note('read skew of a reader', what);
      else note('lost update or write skew', what);
    }
}

function appendsOf(steps: readonly Step[], key: number): number[] {
  return steps.flatMap((step) => (step.kind === 'append' && step.key === key ? [step.element] : []));
}

function about({ id, outcome }: Transaction, step: Step): string {
  return `transaction ${id} (${outcome}): ${JSON.stringify(step)}`;
}
