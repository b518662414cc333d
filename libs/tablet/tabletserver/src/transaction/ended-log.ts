/** Ends of transactions that are remembered, to say why an id is no longer known. */
const REMEMBERED_MAX = 1000;

/** Why recent transactions are over. Looked at when something went wrong only, written at the end of each: a ring, and texts are made when asked for. */
export class EndedLog {
  readonly #ids: bigint[] = [];
  readonly #reasons: string[] = [];
  readonly #atMs: number[] = [];
  #next = 0;

  add(id: bigint, reason: string): void {
    this.#ids[this.#next] = id;
    this.#reasons[this.#next] = reason;
    this.#atMs[this.#next] = Date.now();
    this.#next = (this.#next + 1) % REMEMBERED_MAX;
  }

  /** As in the error text; undefined for an id that is not remembered. */
  get(id: bigint): string | undefined {
    const at = this.#ids.indexOf(id);
    return at < 0 ? undefined : `ended at ${timestamp(new Date(this.#atMs[at] ?? 0))} (${this.#reasons[at]})`;
  }
}

function timestamp(at: Date): string {
  return `${at.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}
