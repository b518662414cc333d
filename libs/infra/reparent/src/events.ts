import type { MessageInput } from '@vt/proto';
import type { Logger } from '@vt/servenv';
import { timeOf } from './shard-tablets.ts';

const EVENTS_MAX = 1_000;

/** What a long command did, line by line: to the log as it happens, and to its caller at the end. */
export class Events {
  readonly list: MessageInput<'logutil.Event'>[] = [];
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  info(value: string): void {
    this.#add('INFO', value);
    this.#log.info(value);
  }

  warn(value: string): void {
    this.#add('WARNING', value);
    this.#log.warn(value);
  }

  #add(level: 'INFO' | 'WARNING', value: string): void {
    if (this.list.length < EVENTS_MAX) this.list.push({ time: timeOf(new Date()), level, value });
  }
}
