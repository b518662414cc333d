import type { Context } from '../context.ts';
import { type AuditLog, type Caller, changed, recordsOf, requestJson } from './audit.ts';
import { isReading } from './method-kind.ts';
import type { Authorize } from './roles.ts';

export type Guards = { readonly authorize: Authorize; readonly audit: AuditLog | undefined };

const RECORDS_TIMEOUT_MS = 2_000;

/** Yields what a method answers to a caller who may call it. A change is written down when it has ended, however it did. */
export async function* guarded<T>(
  { authorize, audit }: Guards,
  call: { readonly method: string; readonly request: unknown; readonly caller: Caller },
  context: Context,
  work: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  const { method, request, caller } = call;
  authorize(caller.user, method);
  if (!audit || isReading(method)) return yield* work();
  const records = () => recordsOf(context.topo, method, request, AbortSignal.timeout(RECORDS_TIMEOUT_MS));
  const started = Date.now();
  const before = await records();
  let outcome = 'ended early by the caller';
  try {
    yield* work();
    outcome = 'ok';
  } catch (error) {
    outcome = error instanceof Error ? error.message : String(error);
    throw error;
  } finally {
    await audit({
      time: new Date(started).toISOString(),
      ...caller,
      method,
      request: requestJson(method, request),
      outcome,
      ms: Date.now() - started,
      ...changed(before, await records()),
    });
  }
}

/** The same for one answer. */
export async function guardedOnce<T>(
  guards: Guards,
  call: Parameters<typeof guarded>[1],
  context: Context,
  work: () => Promise<T>,
): Promise<T> {
  const answers = guarded(guards, call, context, async function* () {
    yield await work();
  });
  let answer: T | undefined;
  for await (const one of answers) answer = one;
  return answer as T;
}
