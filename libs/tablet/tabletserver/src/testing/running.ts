import type { MysqlConnection } from '@vt/mysql';
import type { OkInfo, ResultSink } from '@vt/sqltypes';
import { expect } from 'vitest';

/** Takes no more rows until it is told to go on. */
export class StoppedSink implements ResultSink {
  onDrain: (() => void) | undefined;
  bytes = 0;
  #isOpen = false;
  #stop: () => void = () => {};
  readonly stopped = new Promise<void>((resolve) => {
    this.#stop = resolve;
  });

  columns(): void {}

  rows(packets: Buffer): boolean {
    this.bytes += packets.length;
    if (!this.#isOpen) this.#stop();
    return this.#isOpen;
  }

  goOn(): void {
    this.#isOpen = true;
    this.onDrain?.();
  }

  end(_ok: OkInfo): void {}
  error(): void {}
}

/** What the server's connections do. */
async function running(observer: MysqlConnection): Promise<string[]> {
  const { rows } = await observer.execute('show processlist');
  return rows.map((row) => String(row[7] && Buffer.from(row[7]).toString()));
}

/** Until a statement with such a text runs. */
export async function untilRunning(observer: MysqlConnection, text: string): Promise<void> {
  while (!(await running(observer)).some((sql) => sql.includes(text)));
}

export async function expectNothingRuns(observer: MysqlConnection): Promise<void> {
  await expect
    .poll(async () => (await running(observer)).filter((sql) => sql.includes('sleep(')), { timeout: 10_000 })
    .toEqual([]);
}
