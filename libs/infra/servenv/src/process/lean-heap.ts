import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's two halves for young objects together; by itself it takes up to 32 MiB, and keeps them while it is busy. */
const YOUNG_BYTES_MAX = 16 * 1024 * 1024;
/** By how much of what was found alive the heap grows before it is looked through again. By itself it grows to up to four times as much. */
const GROWING_PERCENT = 80;
const LOOK_MS = 250;
const FIRST_COLLECTION_MS = 1_000;

/**
 * For processes that pass much on and keep little: most of what V8 would let them grow by is garbage that lies about for longer. The whole heap
 * is marked beside the program's work, and young objects are dead when they are looked through, so that looking more often costs little.
 */
export function keepHeapLean(lookMs = LOOK_MS): void {
  isLean = true;
  setFlagsFromString('--expose-gc');
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
  const collect = runInNewContext('gc') as () => void;
  // Until the heap has been looked through once, it may grow as if all of a large machine's memory were its own.
  setTimeout(collect, FIRST_COLLECTION_MS).unref();
  setInterval(boundYoung, lookMs).unref();
}

let isLean = false;
let mayGrow = true;

/**
 * How large the young space may become is fixed when V8 starts; by how much it grows is not. To be told also by who uses it fast: a busy
 * process comes to its timers late.
 */
export function boundYoung(): void {
  if (!isLean) return;
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
  const grows = young < YOUNG_BYTES_MAX;
  if (grows === mayGrow) return;
  mayGrow = grows;
  setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`);
}
