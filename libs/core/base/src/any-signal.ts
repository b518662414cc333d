const sources = new WeakMap<AbortSignal, readonly AbortSignal[]>();

/**
 * A signal that is aborted as soon as one of these is. Use it instead of AbortSignal.any: there, on Node 20, a source that nobody else refers
 * to is collected, and a timeout among them never fires.
 */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  const combined = AbortSignal.any([...signals]);
  // INVARIANT: whoever keeps the combined signal keeps its sources.
  sources.set(combined, signals);
  return combined;
}
