import { addOk } from '@vt/engine';
import { emptyOk, type OkInfo, type ResultSink } from '@vt/sqltypes';

/** Keeps back the last word until the transaction around the statement has committed. */
export function holdEnd(target: ResultSink): ResultSink & { release(): void } {
  let total: OkInfo = emptyOk;
  return {
    get onDrain() {
      return target.onDrain;
    },
    set onDrain(drain) {
      target.onDrain = drain;
    },
    columns: (definitions, format) => target.columns(definitions, format),
    rows: (packets) => target.rows(packets),
    end: (ok) => {
      total = addOk(total, ok);
    },
    error: (error) => target.error(error),
    release: () => target.end(total, false),
  };
}
