import type { Socket } from 'node:net';
import type { ClientProcess } from '../session/client-process.ts';
import { Calls } from './calls.ts';
import { type FromWorker, ownerOf, type ToWorker, type WorkerRole } from './messages.ts';

const ANSWER_TIMEOUT_MS = 2_000;

/** What a worker does for the main process. */
export type WorkerDuties = {
  adopt(socket: Socket): void;
  killOwn(id: number, queryOnly: boolean): boolean;
  listOwn(): readonly ClientProcess[];
  readonly metrics: () => Promise<{ readonly vars: Readonly<Record<string, unknown>>; readonly text: string }>;
  /** There is no main process any more. */
  orphaned(): void;
};

/** A worker's end of its channel to the main process. */
export class WorkerLink {
  readonly #role: WorkerRole;
  readonly #duties: WorkerDuties;
  readonly #kills = new Calls<boolean>(ANSWER_TIMEOUT_MS);
  readonly #lists = new Calls<readonly ClientProcess[]>(ANSWER_TIMEOUT_MS);

  constructor(role: WorkerRole, duties: WorkerDuties) {
    this.#role = role;
    this.#duties = duties;
    process.on('message', (message: ToWorker, socket: Socket | undefined) => this.#take(message, socket));
    process.on('disconnect', () => duties.orphaned());
    this.#say({ kind: 'ready' });
  }

  /** Of this worker, or of any other through the main process. */
  async kill(id: number, queryOnly: boolean): Promise<boolean> {
    if (ownerOf(id, this.#role.workers) === this.#role.index) return this.#duties.killOwn(id, queryOnly);
    return (await this.#kills.ask((call) => this.#say({ kind: 'kill', call, id, queryOnly }))) ?? false;
  }

  /** Clients of all processes. */
  async list(): Promise<readonly ClientProcess[]> {
    return (await this.#lists.ask((call) => this.#say({ kind: 'list', call }))) ?? this.#duties.listOwn();
  }

  #take(message: ToWorker, socket: Socket | undefined): void {
    switch (message.kind) {
      case 'adopt':
        // A client that went away on the way comes without a socket.
        if (socket) this.#duties.adopt(socket);
        return;
      case 'answer':
        return this.#kills.answer(message.call, message.found);
      case 'kill': {
        const found = this.#duties.killOwn(message.id, message.queryOnly);
        return void this.#say({ kind: 'killed', call: message.call, found });
      }
      case 'list':
        return void this.#say({ kind: 'listed', call: message.call, clients: this.#duties.listOwn() });
      case 'listed':
        return this.#lists.answer(message.call, message.clients);
      case 'metrics':
        return void this.#duties.metrics().then((all) => this.#say({ kind: 'metrics', call: message.call, ...all }));
    }
  }

  #say(message: FromWorker): boolean {
    return process.connected && process.send !== undefined && process.send(message);
  }
}
