import { type Problem, repairOf } from '../analysis/problem.ts';

export type News = { readonly begun: readonly Problem[]; readonly ended: readonly Problem[] };

/** Problems that nothing is done about, each to be said once while it lasts: an operator is to do something. Bounded by the tablets that are watched. */
export class Told {
  readonly #byShard = new Map<string, ReadonlyMap<string, Problem>>();

  /** What is new of a shard since it was last given, and what is over. */
  news(key: string, problems: readonly Problem[]): News {
    const before = this.#byShard.get(key) ?? new Map<string, Problem>();
    const told = problems.filter(({ code }) => repairOf(code) === undefined);
    const now = new Map(told.map((problem) => [`${problem.code} ${problem.alias}`, problem]));
    if (now.size > 0) this.#byShard.set(key, now);
    else this.#byShard.delete(key);
    return {
      begun: [...now].flatMap(([id, problem]) => (before.has(id) ? [] : [problem])),
      ended: [...before].flatMap(([id, problem]) => (now.has(id) ? [] : [problem])),
    };
  }
}
