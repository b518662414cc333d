import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Logger } from '@vt/servenv';
import type { ClientProcess } from '../session/client-process.ts';
import { Calls } from './calls.ts';
import { type FromWorker, ownerOf, ROLE_VARIABLE, type ToWorker } from './messages.ts';

const ANSWER_TIMEOUT_MS = 2_000;
const READY_TIMEOUT_MS = 30_000;
const RESTART_MS = 500;

export type WorkerMetrics = { readonly vars: Readonly<Record<string, unknown>>; readonly text: string };

export type WorkerPoolOptions = {
  /** All processes together, the main one too: at least 2. */
  readonly workers: number;
  readonly log: Logger;
  killOwn(id: number, queryOnly: boolean): boolean;
  listOwn(): readonly ClientProcess[];
};

type Worker = { child: ChildProcess; ready: boolean };

/**
 * The gate's other processes, as seen by the main one. The main process accepts every client and deals them out in turns, itself among
 * those who get some; a worker that ends is replaced, and only its own clients notice.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  /** By index; that of the main process, 0, stays empty. */
  readonly #workers: (Worker | undefined)[] = [];
  readonly #kills = new Calls<boolean>(ANSWER_TIMEOUT_MS);
  readonly #lists = new Calls<readonly ClientProcess[]>(ANSWER_TIMEOUT_MS);
  readonly #metrics = new Calls<WorkerMetrics>(ANSWER_TIMEOUT_MS);
  #turn = 0;
  #stopping = false;
  #onReady: (() => void) | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** Resolves when all are ready, or after a while without those that are not. */
  async start(): Promise<void> {
    const all = new Promise<void>((resolve) => {
      this.#onReady = () => {
        if (this.#ready().length === this.#options.workers - 1) resolve();
      };
    });
    for (let index = 1; index < this.#options.workers; index += 1) this.#fork(index);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, READY_TIMEOUT_MS);
    });
    await Promise.race([all, late]);
    clearTimeout(timer);
  }

  /** Gives an accepted client to the next in turn; false: it is the main process's own. */
  deal(socket: Socket): boolean {
    this.#turn = (this.#turn + 1) % this.#options.workers;
    const worker = this.#workers[this.#turn];
    return worker?.ready === true && this.#say(worker, { kind: 'adopt' }, socket);
  }

  /** A connection of any process. */
  async kill(id: number, queryOnly: boolean): Promise<boolean> {
    const owner = ownerOf(id, this.#options.workers);
    if (owner === 0) return this.#options.killOwn(id, queryOnly);
    const worker = this.#workers[owner];
    if (!worker?.ready) return false;
    return (await this.#kills.ask((call) => this.#say(worker, { kind: 'kill', call, id, queryOnly }))) ?? false;
  }

  /** Clients of all processes. */
  async list(): Promise<readonly ClientProcess[]> {
    const others = this.#ready().map((worker) => this.#lists.ask((call) => this.#say(worker, { kind: 'list', call })));
    return [...this.#options.listOwn(), ...(await Promise.all(others)).flatMap((clients) => clients ?? [])];
  }

  /** Of all workers that answer in time. */
  async metrics(): Promise<readonly WorkerMetrics[]> {
    const answers = this.#ready().map((worker) =>
      this.#metrics.ask((call) => this.#say(worker, { kind: 'metrics', call })),
    );
    return (await Promise.all(answers)).filter((answer) => answer !== undefined);
  }

  /** Lets all drain, as the main process does; resolves when they have ended. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stopping = true;
    const ends = this.#workers.flatMap((worker) => {
      if (!worker || worker.child.exitCode !== null) return [];
      const { child } = worker;
      const end = new Promise((resolve) => child.once('exit', resolve));
      signal.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
      child.kill('SIGTERM');
      return [end];
    });
    await Promise.all(ends);
  }

  #ready(): Worker[] {
    return this.#workers.filter((worker): worker is Worker => worker?.ready === true);
  }

  #fork(index: number): void {
    const role = `${index}/${this.#options.workers}`;
    const child = fork(process.argv[1] as string, process.argv.slice(2), {
      env: { ...process.env, [ROLE_VARIABLE]: role },
      serialization: 'advanced',
    });
    const worker: Worker = { child, ready: false };
    this.#workers[index] = worker;
    child.on('message', (message: FromWorker) => this.#take(worker, message));
    child.on('error', (error) => this.#options.log.warn({ err: error, worker: index }, 'a worker cannot be reached'));
    child.on('exit', (code, killedBy) => this.#ended(index, worker, code, killedBy));
  }

  #take(worker: Worker, message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        worker.ready = true;
        return this.#onReady?.();
      case 'killed':
        return this.#kills.answer(message.call, message.found);
      case 'list': {
        const { call } = message;
        return void this.list().then((clients) => this.#say(worker, { kind: 'listed', call, clients }));
      }
      case 'listed':
        return this.#lists.answer(message.call, message.clients);
      case 'metrics':
        return this.#metrics.answer(message.call, message);
      case 'kill': {
        const { call, id, queryOnly } = message;
        void this.kill(id, queryOnly).then((found) => this.#say(worker, { kind: 'answer', call, found }));
      }
    }
  }

  /** One that ended by itself is replaced; one that was asked to, by us or from a terminal, is not. */
  #ended(index: number, worker: Worker, code: number | null, killedBy: NodeJS.Signals | null): void {
    worker.ready = false;
    if (this.#stopping || code === 0) return;
    this.#options.log.error({ worker: index, code, signal: killedBy }, 'a worker ended: starting another');
    setTimeout(() => {
      if (!this.#stopping) this.#fork(index);
    }, RESTART_MS).unref();
  }

  #say({ child }: Worker, message: ToWorker, socket?: Socket): boolean {
    if (!child.connected) return false;
    child.send(message, socket);
    return true;
  }
}
