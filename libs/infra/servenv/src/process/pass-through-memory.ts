import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { boundYoung } from './lean-heap.ts';

/** So much is passed through before the buffers that it came in are given back. A byte that passes lies in up to four of them; who copies it beside that tells of it again. */
const COLLECT_BYTES = 8 * 1024 * 1024;

let passedBytes = 0;
let collectYoung: (() => void) | undefined;

/**
 * To be told by who passes long results on. Their buffers die young, but lie outside of V8's heap, and V8 takes them for growth of the old
 * space until it has looked for the dead among the young, which it does after 32 MB only. The old space of a proxy is small and was let grow
 * by a few MB: the whole heap was marked for every 15 MB that passed, which took two thirds of the time. So the young are
 * looked through earlier (in less than a millisecond); `keepHeapLean` says how far the heap may grow.
 */
export function passedThrough(bytes: number): void {
  passedBytes += bytes;
  if (passedBytes < COLLECT_BYTES) return;
  passedBytes = 0;
  collectYoung ??= youngCollector();
  collectYoung();
  boundYoung();
}

function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
  return () => collect({ type: 'minor' });
}
