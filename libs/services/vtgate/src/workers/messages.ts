import type { ClientProcess } from '../session/client-process.ts';

/** What the main process of a gate says to one of its workers; with `adopt` goes the client's socket. */
export type ToWorker =
  | { readonly kind: 'adopt' }
  | { readonly kind: 'answer'; readonly call: number; readonly found: boolean }
  | { readonly kind: 'kill'; readonly call: number; readonly id: number; readonly queryOnly: boolean }
  | { readonly kind: 'list'; readonly call: number }
  | { readonly kind: 'listed'; readonly call: number; readonly clients: readonly ClientProcess[] }
  | { readonly kind: 'metrics'; readonly call: number };

/** What a worker says. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'list'; readonly call: number }
  | { readonly kind: 'listed'; readonly call: number; readonly clients: readonly ClientProcess[] }
  | { readonly kind: 'kill'; readonly call: number; readonly id: number; readonly queryOnly: boolean }
  | { readonly kind: 'killed'; readonly call: number; readonly found: boolean }
  | {
      readonly kind: 'metrics';
      readonly call: number;
      readonly vars: Readonly<Record<string, unknown>>;
      readonly text: string;
    };

/** Which of a gate's processes this one is. 0 is the main one, which alone has HTTP, gRPC and listeners. */
export type WorkerRole = { readonly index: number; readonly workers: number };

/** Set for workers by the main process: `INDEX/WORKERS`. */
export const ROLE_VARIABLE = 'VT_GATE_WORKER';

export function roleOf(value: string | undefined): WorkerRole | undefined {
  const [index, workers] = (value ?? '').split('/').map(Number);
  return index && workers ? { index, workers } : undefined;
}

/** A connection's id tells whose it is, so that KILL finds it from anywhere. */
export const ownerOf = (connectionId: number, workers: number): number => connectionId % workers;
