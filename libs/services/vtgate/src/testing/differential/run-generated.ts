import { seeded } from './database.ts';
import { Generator } from './generate.ts';
import type { Differential } from './harness.ts';

export type GeneratedRun = {
  readonly same: number;
  readonly refused: ReadonlyMap<string, number>;
  /** The statement, and what is different. */
  readonly different: readonly { readonly sql: string; readonly why: string }[];
};

/** Compares statements that a seed gives. The same seed gives the same ones. */
export async function runGenerated(both: Differential, seed: number, statements: number): Promise<GeneratedRun> {
  const generator = new Generator(seeded(seed));
  const refused = new Map<string, number>();
  const different: { readonly sql: string; readonly why: string }[] = [];
  let same = 0;
  for (let i = 0; i < statements; i++) {
    const sql = generator.query();
    const verdict = await both.compare(sql);
    if (verdict.kind === 'same') same++;
    else if (verdict.kind === 'different') different.push({ sql, why: verdict.why });
    else {
      const reason = verdict.reason.replace(/'[^']*'/g, "'…'");
      refused.set(reason, (refused.get(reason) ?? 0) + 1);
    }
  }
  return { same, refused, different };
}
