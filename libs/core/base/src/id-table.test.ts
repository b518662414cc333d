import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdTable } from './id-table.ts';
import { SlotSet } from './slot-set.ts';

const seed = Number(process.env['VT_SEED'] ?? 1);
console.log(`VT_SEED=${seed}`);
fc.configureGlobal({ seed });

type Step = { readonly add: boolean; readonly id: number };

/** Numbers that collide in a table of 64 places, and some at the end of the range. */
const ids = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 20 }).map((n) => n * 64),
  fc.integer({ min: 0x7fffff00, max: 0x7fffffff }),
);
const steps = fc.array(fc.record({ add: fc.boolean(), id: ids }), { maxLength: 600 });

describe('IdTable', () => {
  test('has what a Map has, whatever is added and taken out', () => {
    const check = (sequence: readonly Step[]): void => {
      const table = new IdTable<{ readonly id: number }>();
      const map = new Map<number, { readonly id: number }>();
      for (const { add, id } of sequence) {
        if (add && !map.has(id)) {
          const entry = { id };
          table.add(entry);
          map.set(id, entry);
        } else if (!add) expect(table.delete(id)).toBe(map.delete(id));
        expect(table.size).toBe(map.size);
      }
      for (const { id } of sequence) expect(table.get(id)).toBe(map.get(id));
      expect(new Set(table.values())).toEqual(new Set(map.values()));
      table.clear();
      expect([table.size, table.values(), table.has(sequence[0]?.id ?? 0)]).toEqual([0, [], false]);
    };
    fc.assert(fc.property(steps, check), { numRuns: 300 });
  });
});

describe('SlotSet', () => {
  test('has what a Set has, whatever is added and taken out', () => {
    const check = (sequence: readonly Step[]): void => {
      const items = new Map(sequence.map(({ id }) => [id, { id, slot: -1 }]));
      const set = new SlotSet<{ readonly id: number; slot: number }>();
      const other = new Set<object>();
      for (const { add, id } of sequence) {
        const item = items.get(id) as { readonly id: number; slot: number };
        if (add) {
          set.add(item);
          other.add(item);
        } else expect(set.delete(item)).toBe(other.delete(item));
        expect(set.size).toBe(other.size);
      }
      expect(new Set(set)).toEqual(other);
    };
    fc.assert(fc.property(steps, check), { numRuns: 300 });
  });

  test('may be emptied while it is gone through', () => {
    const set = new SlotSet<{ slot: number }>();
    for (let i = 0; i < 5; i++) set.add({ slot: -1 });
    let seen = 0;
    for (const item of set) {
      seen++;
      set.delete(item);
    }
    expect([seen, set.size]).toEqual([5, 0]);
  });
});
