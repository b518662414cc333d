import { buildPrimitive, type Primitive } from '@vt/engine';
import type { Plan } from '@vt/plan';
import type { VSchema } from '@vt/vschema';
import { LRUCache } from 'lru-cache';
import { StatementCounts } from '../../log/statement-counts.ts';
import { TemplatePlans } from './template-plans.ts';

export type CachedPlan = {
  readonly plan: Plan;
  readonly primitive: Primitive;
  readonly counts: StatementCounts;
  hits: number;
};

/** Bytes of a plan are about this many times those of its statement. */
const BYTES_PER_CHAR = 6;
const BYTES_MIN = 512;

/** Plans by statement and what they depend on, bounded in bytes. Empties itself when the VSchema is another one. */
export class PlanCache {
  readonly bytesMax: number;
  /** Of statements that are the same but for their literals. */
  readonly templates: TemplatePlans;
  readonly #plans: LRUCache<string, CachedPlan>;
  #vschema: VSchema | undefined;
  evictions = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
    this.templates = new TemplatePlans(bytesMax / 2);
    this.#plans = new LRUCache({
      maxSize: Math.max(bytesMax / 2, 1),
      sizeCalculation: (cached, key) => BYTES_MIN + (key.length + cached.plan.query.length) * BYTES_PER_CHAR,
      dispose: (_value, _key, reason) => {
        if (reason === 'evict') this.evictions++;
      },
    });
  }

  get(key: string, vschema: VSchema): CachedPlan | undefined {
    if (vschema !== this.#vschema) this.#plans.clear();
    this.#vschema = vschema;
    const found = this.#plans.get(key);
    if (found) found.hits++;
    return found;
  }

  /** @param keepFor the VSchema it was made with, which may be none of today's; undefined: built for this once. */
  add(key: string, plan: Plan, keepFor: VSchema | undefined): CachedPlan {
    const cached = { plan, primitive: buildPrimitive(plan.root), counts: new StatementCounts(), hits: 0 };
    if (keepFor !== undefined && keepFor === this.#vschema) this.#plans.set(key, cached);
    return cached;
  }

  get length(): number {
    return this.#plans.size + this.templates.cache.length;
  }

  get bytes(): number {
    return (this.#plans.calculatedSize ?? 0) + this.templates.cache.bytes;
  }

  *entries(): Iterable<{ readonly key: string; readonly cached: CachedPlan }> {
    for (const [key, cached] of this.#plans.entries()) yield { key, cached };
    for (const { sql, entry } of this.templates.cache.entries())
      if (entry.kind === 'planned') yield { key: sql, cached: entry.cached };
  }
}
