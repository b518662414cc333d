/** What the executions of one kept plan came to. */
export class StatementCounts {
  count = 0;
  totalMs = 0;
  rows = 0;
  errors = 0;

  add(ms: number, rows: number, failed: boolean): void {
    this.count++;
    this.totalMs += ms;
    this.rows += rows;
    if (failed) this.errors++;
  }
}
