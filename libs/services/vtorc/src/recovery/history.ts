import type { Problem } from '../analysis/problem.ts';

export type Recovery = {
  readonly id: number;
  readonly problem: Problem;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** `repaired`; `not needed`: it was gone, or somebody else's, when its turn came; `failed`. */
  readonly outcome: 'failed' | 'not needed' | 'repaired' | 'running';
  /** Steps, in order, with the milliseconds since the start. */
  readonly steps: readonly { readonly atMs: number; readonly text: string }[];
};

const RECOVERIES_MAX = 1_000;
const STEPS_MAX = 200;

/** What was seen, what was done about it, and why; the last thousand. */
export class History {
  readonly #recoveries: Recovery[] = [];
  #nextId = 1;

  begin(problem: Problem, nowMs: number): number {
    const id = this.#nextId++;
    const begun: Recovery = { id, problem, startedAtMs: nowMs, endedAtMs: undefined, outcome: 'running', steps: [] };
    this.#recoveries.push(begun);
    if (this.#recoveries.length > RECOVERIES_MAX) this.#recoveries.shift();
    return id;
  }

  step(id: number, text: string, nowMs: number): void {
    this.#change(id, (one) =>
      one.steps.length >= STEPS_MAX ? one : { ...one, steps: [...one.steps, { atMs: nowMs - one.startedAtMs, text }] },
    );
  }

  end(id: number, outcome: Recovery['outcome'], nowMs: number): void {
    this.#change(id, (one) => ({ ...one, outcome, endedAtMs: nowMs }));
  }

  /** The latest first. */
  all(): readonly Recovery[] {
    return [...this.#recoveries].reverse();
  }

  #change(id: number, change: (one: Recovery) => Recovery): void {
    const at = this.#recoveries.findIndex((one) => one.id === id);
    const one = this.#recoveries[at];
    if (one) this.#recoveries[at] = change(one);
  }
}
