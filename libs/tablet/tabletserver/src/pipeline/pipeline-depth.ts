/**
 * A read that takes longer waited for a disk (or for a processor that others have): such reads are better off side by side, since a
 * disk serves many at once, and a pipeline one after the other.
 */
const SLOW_READ_MS = 0.5;
/** A fast pipeline adds as much to the depth. */
const STEP = 0.25;
/** Each asking adds as much, so that pipelines of two are tried again now and then where there are none. */
const PROBE = 1 / 64;

/** How many reads may follow each other on a connection: fewer where they turn out slow, more again where they are fast. */
export class PipelineDepth {
  readonly max: number;
  #depth: number;

  constructor(max: number) {
    this.max = max;
    this.#depth = max;
  }

  /** For the pipelines that are made now. */
  get now(): number {
    this.#grow(PROBE);
    return Math.floor(this.#depth);
  }

  /** A pipeline ended whose answers followed each other after so long on average. */
  followed(ms: number): void {
    if (ms > SLOW_READ_MS) this.#depth = Math.max(1, this.#depth - 1);
    else this.#grow(STEP);
  }

  #grow(by: number): void {
    this.#depth = Math.min(this.max, this.#depth + by);
  }
}
