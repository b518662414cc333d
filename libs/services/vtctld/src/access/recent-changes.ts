import type { AuditEntry, AuditLog } from './audit.ts';
import { lineOf } from './audit.ts';

/** A change as the page shows it: without the records, which the audit log has. */
export type RecentChange = Pick<AuditEntry, 'method' | 'ms' | 'outcome' | 'peer' | 'time' | 'user'> & {
  /** The request as JSON, cut. */
  readonly request: string;
};

const CHANGES_MAX = 200;
const REQUEST_CHARS_MAX = 300;

/** The last changes that this vtctld made, in memory, whether or not they are written to a file as well. */
export class RecentChanges {
  readonly #changes: RecentChange[] = [];
  readonly #next: AuditLog | undefined;

  /** @param next where changes are written down as well */
  constructor(next?: AuditLog) {
    this.#next = next;
  }

  readonly log: AuditLog = async (entry) => {
    const { request } = JSON.parse(lineOf(entry)) as { request: unknown };
    const { method, ms, outcome, peer, time, user } = entry;
    const text = typeof request === 'string' ? request : JSON.stringify(request);
    this.#changes.push({ method, ms, outcome, peer, time, user, request: text.slice(0, REQUEST_CHARS_MAX) });
    if (this.#changes.length > CHANGES_MAX) this.#changes.shift();
    await this.#next?.(entry);
  };

  /** The latest first. */
  all(): readonly RecentChange[] {
    return [...this.#changes].reverse();
  }
}
