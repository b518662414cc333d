import type { Problem } from '../analysis/problem.ts';

/**
 * How a repair ended. `repaired`; `incomplete`: what was wrong is repaired, and a step after that failed, which the last steps tell; `not needed`: it was gone, or somebody else's,
 * when its turn came; `failed`.
 */
export type Outcome = 'failed' | 'incomplete' | 'not needed' | 'repaired';

export type Recovery = {
  /** Of all vtorcs, and of each of their lives: `<this vtorc's>-<number>`. */
  readonly id: string;
  readonly problem: Problem;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly outcome: Outcome | 'running';
  /** Steps, in order, with the milliseconds since the start. */
  readonly steps: readonly { readonly atMs: number; readonly text: string }[];
};

const RECOVERIES_MAX = 1_000;
const STEPS_MAX = 200;

/** What was seen, what was done about it, and why; the last thousand. */
export class History {
  readonly #recoveries: Recovery[] = [];
  readonly #owner: string;
  #next = 1;

  /** `owner`: what no other vtorc is called, and this one was not before it was started again. */
  constructor(owner: string) {
    this.#owner = owner;
  }

  begin(problem: Problem, nowMs: number): string {
    const id = `${this.#owner}-${this.#next++}`;
    const begun: Recovery = { id, problem, startedAtMs: nowMs, endedAtMs: undefined, outcome: 'running', steps: [] };
    this.#recoveries.push(begun);
    if (this.#recoveries.length > RECOVERIES_MAX) this.#recoveries.shift();
    return id;
  }

  step(id: string, text: string, nowMs: number): void {
    this.#change(id, (one) =>
      one.steps.length >= STEPS_MAX ? one : { ...one, steps: [...one.steps, { atMs: nowMs - one.startedAtMs, text }] },
    );
  }

  end(id: string, outcome: Outcome, nowMs: number): void {
    this.#change(id, (one) => ({ ...one, outcome, endedAtMs: nowMs }));
  }

  /** The latest first. */
  all(): readonly Recovery[] {
    return [...this.#recoveries].reverse();
  }

  #change(id: string, change: (one: Recovery) => Recovery): void {
    const at = this.#recoveries.findIndex((one) => one.id === id);
    const one = this.#recoveries[at];
    if (one) this.#recoveries[at] = change(one);
  }
}
