/** Ends of transactions that are remembered, to say why an id is no longer known. */
const REMEMBERED_MAX = 1000;

/** Why recent transactions are over. */
export class EndedLog {
  readonly #ends = new Map<bigint, string>();

  add(id: bigint, reason: string): void {
    this.#ends.set(id, `ended at ${timestamp(new Date())} (${reason})`);
    if (this.#ends.size <= REMEMBERED_MAX) return;
    for (const oldest of this.#ends.keys()) {
      this.#ends.delete(oldest);
      return;
    }
  }

  /** As in the error text; undefined for an id that is not remembered. */
  get(id: bigint): string | undefined {
    return this.#ends.get(id);
  }
}

function timestamp(at: Date): string {
  return `${at.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}
