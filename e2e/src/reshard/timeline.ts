import type { Write } from '../load/ledger.ts';

/** What a run did when, so that a slow write can be told with what happened meanwhile. */
export class Timeline {
  readonly #marks: { readonly ms: number; readonly name: string }[] = [{ ms: Date.now(), name: 'begin' }];

  /** Something begins, and ends with the next mark. */
  mark(name: string): void {
    this.#marks.push({ ms: Date.now(), name });
  }

  tell({ startMs, endMs, writer, id, outcome, steps }: Write): string {
    const at = (ms: number): string => {
      const found = this.#marks.findLast((mark) => mark.ms <= ms) ?? this.#marks[0];
      return `${ms - (found?.ms ?? 0)} ms into '${found?.name}'`;
    };
    const what = id === undefined ? 'an update' : 'an insert';
    const inside = steps === undefined ? '' : ` (${steps})`;
    return `${endMs - startMs} ms${inside}: ${what} of writer ${writer}, ${outcome}, from ${at(startMs)} to ${at(endMs)}`;
  }
}
