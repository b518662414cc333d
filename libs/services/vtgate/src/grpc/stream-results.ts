import type { VtError } from '@vt/base';
import type { IncludedFields, QueryResult } from '@vt/proto';
import type { ResultSink } from '@vt/sqltypes';
import { MessageSink } from './result-sinks.ts';

/** A piece of a streamed answer. `isNew`: it begins a result; `ends`: it is the last of its result, and whether another follows. */
export type Piece = {
  readonly result: QueryResult;
  readonly isNew: boolean;
  readonly ends?: { readonly more: boolean };
};

const WAITING_MAX = 4;

/** Runs a statement and gives its answer in pieces, at the pace at which they are taken. @throws the statement's error. */
export async function* streamResults(
  execute: (sink: ResultSink) => void,
  included: IncludedFields,
): AsyncGenerator<Piece, void, void> {
  const waiting: Piece[] = [];
  let failure: VtError | undefined;
  let isDone = false;
  let begun = false;
  let wake: () => void = () => {};
  const push = (piece: Piece): void => {
    waiting.push(piece);
    wake();
  };
  const sink: MessageSink = new MessageSink(
    {
      fields: (fields) => {
        begun = true;
        push({ result: { fields }, isNew: true });
      },
      rows: (rows) => {
        push({ result: { rows }, isNew: false });
        return waiting.length < WAITING_MAX;
      },
      end: (result, more) => {
        push({ result, isNew: !begun, ends: { more } });
        begun = false;
        isDone = !more;
        wake();
      },
      error: (error) => {
        failure = error;
        wake();
      },
    },
    included,
  );
  execute(sink);
  for (;;) {
    const piece = waiting.shift();
    if (piece) {
      yield piece;
      if (waiting.length === 0) sink.onDrain?.();
      continue;
    }
    if (failure) throw failure;
    if (isDone) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
