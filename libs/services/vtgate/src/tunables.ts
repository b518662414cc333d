import type { Tunable } from '@vt/servenv';

/** What is read for each statement anew, so that it may be changed. */
export type Tuned = { memoryRowsMax: number; memoryBytesMax: number; queryTimeoutMs: number };

/**
 * Limits of `/debug/env`. Times are milliseconds.
 * @param isAlone whether this process is the whole gate: others would not hear of a change.
 */
export function gateTunables(tuned: Tuned, isAlone: boolean): readonly Tunable[] {
  const number = (name: string, key: keyof Tuned, min: number): Tunable => ({
    name,
    read: () => String(tuned[key]),
    write: (text) => {
      if (!isAlone) throw new RangeError('a gate of several processes is changed by its flags');
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      if (!(value >= min && value <= Number.MAX_SAFE_INTEGER))
        throw new RangeError(`${name} is a number from ${min} to ${Number.MAX_SAFE_INTEGER}`);
      tuned[key] = value;
    },
  });
  return [
    number('MaxMemoryBytes', 'memoryBytesMax', 1),
    number('MaxMemoryRows', 'memoryRowsMax', 1),
    number('QueryTimeout', 'queryTimeoutMs', 0),
  ];
}
