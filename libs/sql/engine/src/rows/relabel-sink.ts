import { decodeColumnDefinition, encodeColumnDefinition, type OkInfo, type ResultSink } from '@vt/sqltypes';

/** Passes rows on untouched, and columns with the names of their tables that the client knows. */
export function relabelSink(target: ResultSink, tables: Readonly<Record<string, string>>): ResultSink {
  const relabel = (definition: Uint8Array): Uint8Array => {
    const field = decodeColumnDefinition(definition);
    const table = tables[field.table];
    return table === undefined ? definition : encodeColumnDefinition({ ...field, table });
  };
  const sink: ResultSink = {
    onDrain: undefined,
    columns: (definitions, format) => target.columns(definitions.map(relabel), format),
    rows: (packets) => target.rows(packets),
    end: (ok: OkInfo, more: boolean) => target.end(ok, more),
    error: (error) => target.error(error),
  };
  target.onDrain = () => sink.onDrain?.();
  return sink;
}
