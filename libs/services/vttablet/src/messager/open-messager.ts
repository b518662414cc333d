import { stoppable } from '@vt/base';
import { create } from '@vt/proto';
import { type CallContext, tabletRequest } from '@vt/proto/hot';
import type { ServiceEnv } from '@vt/servenv';
import { collectResult, fromProtoRow } from '@vt/sqltypes';
import {
  Messager,
  type MessagerPort,
  type RowChange,
  readStatement,
  type TabletServer,
  tabletItself,
} from '@vt/tabletserver';
import type { VEvent, VStreamer } from '@vt/vstreamer';
import type { VttabletFlags } from '../flags.ts';
import { readTarget } from '../vstream/open-vstreamer.ts';

export type MessagerDeps = {
  readonly queryService: TabletServer;
  readonly vstreamer: VStreamer;
  readonly throttled: () => string | undefined;
};

const STATEMENT_TIMEOUT_MS = 30_000;
/** What one batch, or the keys of all that is due, may be. */
const RESULT_BYTES_MAX = 128 * 1024 * 1024;

/** The message tables of this tablet; it opens when the tablet serves as primary. */
export function openMessager({ flags, stats, log }: ServiceEnv<VttabletFlags>, port: MessagerPort): Messager {
  return new Messager({
    port,
    postponeConcurrentMax: flags['queryserver-config-message-postpone-cap'],
    stats,
    log: log.child({ engine: 'messager' }),
  });
}

export function messagerPort({ queryService, vstreamer, throttled }: MessagerDeps): MessagerPort {
  return {
    tables: () => queryService.schema?.tables.values() ?? [],
    async reloadTables() {
      await queryService.schema?.reload();
    },
    async execute(sql, binds, signal, caller = tabletItself) {
      const sink = collectResult({ bytesMax: RESULT_BYTES_MAX });
      const request = tabletRequest({
        method: 'execute',
        target: queryService.state.target,
        caller,
        sql,
        binds,
        // The bounds of reads by applications are not ours.
        stream: sql.startsWith('select'),
        timeoutMs: STATEMENT_TIMEOUT_MS,
      });
      // A call's listeners end with it, and do not gather at a signal that lives long.
      await stoppable(signal, (stop) => queryService.call(request, sink, contextOf(stop.signal)));
      return await sink.result;
    },
    checkAccess: (sql, caller) => queryService.protect.access.check(readStatement(sql), caller),
    checkTarget(target) {
      const { state } = queryService;
      state.enter(target ? readTarget(target) : undefined, false);
      state.leave();
    },
    changes: (table, columns, signal) => changesOf(vstreamer, table, columns, signal),
    throttled,
  };
}

function contextOf(signal: AbortSignal): CallContext {
  return {
    get cancelled() {
      return signal.aborted;
    },
    signal,
    onCancel: (listener) => {
      if (signal.aborted) listener();
      else signal.addEventListener('abort', listener, { once: true });
    },
    peer: '',
    user: '',
  };
}

async function* changesOf(
  vstreamer: VStreamer,
  table: string,
  columns: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly RowChange[]> {
  const query = `select ${columns.join(', ')} from \`${table.replaceAll('`', '``')}\``;
  const { filter } = create('binlogdata.VStreamRequest', { filter: { rules: [{ match: table, filter: query }] } });
  const request = { position: 'current', filter, table_last_p_ks: [], options: null };
  for await (const events of vstreamer.stream(request, signal)) yield events.flatMap(changesIn);
}

function changesIn({ row_event: event }: VEvent): readonly RowChange[] {
  return (event?.row_changes ?? []).map(({ after, data_columns: present }) => ({
    after: after ? fromProtoRow(after as Parameters<typeof fromProtoRow>[0]) : null,
    isPartial: present !== undefined && present !== null,
  }));
}
