import { toMysqlError, toVtError, VtError } from '@vt/base';
import { includedFields, type Message, type MessageInput, protoField, type ServiceHandlers } from '@vt/proto';
import { type CallContext, streamHandler, type Tracer, unaryHandler } from '@vt/servenv';
import { type BindVariables, decodeColumnDefinition, type ResultSink } from '@vt/sqltypes';
import { tabletAliasString } from '@vt/topo';
import type { TabletTypeName } from '@vt/vschema';
import type { BinlogDumps } from '../binlog/binlog-dumps.ts';
import { type Executor, scanMode } from '../executor/executor.ts';
import { findParams } from '../mysql/inline-params.ts';
import type { Session } from '../session/session.ts';
import { classify } from '../text/classify.ts';
import { closeSession, endUntold, withSession } from './abandoned.ts';
import { type CallerOptions, grpcCaller } from './caller.ts';
import { inlineBinds, readBinds } from './inline-binds.ts';
import { collectResults } from './result-sinks.ts';
import { readSession, type SessionDefaults, writeSession } from './session-codec.ts';
import { streamResults } from './stream-results.ts';
import { traced } from './traced.ts';

type Handlers = ServiceHandlers<'vtgateservice.Vitess'>;
type ProtoSession = Message<'vtgate.Session'>;
type Query = Message<'query.BoundQuery'>;
type Request = { readonly caller_id: Message<'vtrpc.CallerID'> | null; readonly session: ProtoSession | null };

/** The changes that a consumer asks for. */
export type OpenVStream = (
  request: Message<'vtgate.VStreamRequest'>,
  signal: AbortSignal,
) => AsyncIterable<MessageInput<'vtgate.VStreamResponse'>>;

export type VitessServiceOptions = SessionDefaults &
  CallerOptions & {
    readonly vstream: OpenVStream;
    readonly tracer?: Tracer | undefined;
    readonly binlogDumps?: BinlogDumps;
  };

/**
 * vtgateservice.Vitess on the executor. The gate keeps nothing of a session between calls: it is in each request and each response, also in
 * those with an error.
 */
export function vitessService(executor: Executor, options: VitessServiceOptions): Handlers {
  const open = (request: Request, context: CallContext): Session =>
    readSession(request.session, grpcCaller(request.caller_id, context, options), options);
  const written = (session: Session, request: Request) => writeSession(session, request.session, options);
  /** Of a call that may have begun something on tablets. */
  const told = async (session: Session, request: Request, context: CallContext) => {
    if (context.signal.aborted) await endUntold(executor, session, open(request, context));
    return written(session, request);
  };
  const included = (request: Request) => includedFields(request.session?.options?.included_fields);

  const start = (
    session: Session,
    { sql, binds }: { readonly sql: string; readonly binds: BindVariables },
    multi: boolean,
    sink: ResultSink,
    context: CallContext,
  ): Promise<void> => {
    let text: string;
    try {
      text = inlineBinds(sql, binds, scanMode(session));
    } catch (error) {
      sink.error(error as VtError);
      return Promise.resolve();
    }
    const execute = () => executor.execute(session, text, multi, sink, context.signal);
    return traced(options.tracer, sql, context, sink, execute);
  };

  const run = async (
    session: Session,
    request: Request,
    sql: string,
    binds: BindVariables,
    multi: boolean,
    context: CallContext,
  ) => {
    const { sink, done } = collectResults(included(request));
    void start(session, { sql, binds }, multi, sink, context);
    return await done;
  };

  const streamOf = (
    session: Session,
    text: { readonly sql: string; readonly binds: BindVariables },
    multi: boolean,
    request: Request,
    context: CallContext,
  ) => {
    let over = Promise.resolve();
    const execute = (sink: ResultSink): void => {
      over = start(session, text, multi, sink, context);
    };
    return {
      pieces: streamResults(execute, included(request)),
      session: () => ({ session: written(session, request) }),
      end: () => over.then(() => endUntold(executor, session, open(request, context))),
    };
  };

  const handlers = {
    BinlogDumpGTID: streamHandler(async function* (request, context) {
      if (!options.binlogDumps) throw refuse('BinlogDumpGTID');
      const { keyspace, shard, tablet_type, tablet_alias, binlog_filename, binlog_position, gtid_set, flags } = request;
      const tabletType = tablet_type as TabletTypeName;
      const source = {
        keyspace,
        shard,
        tabletType,
        tabletAlias: tablet_alias ? tabletAliasString(tablet_alias) : undefined,
      };
      const start = { file: binlog_filename, position: binlog_position, gtidSet: gtid_set, flags };
      const caller = grpcCaller(request.caller_id, context, options);
      for await (const raw of options.binlogDumps.open(source, start, caller, context.signal)) yield { raw };
    }),
    CloseSession: unaryHandler(async (request, context) => {
      await closeSession(executor, open(request, context));
      return {};
    }),
    Execute: unaryHandler(async (request, context) => {
      const session = open(request, context);
      const { sql, binds } = textOf(request.query);
      const { results, error } = await run(session, request, sql, binds, false, context);
      return { session: await told(session, request, context), result: results[0] ?? null, error: rpcError(error) };
    }),
    ExecuteBatch: unaryHandler(async (request, context) => {
      const session = open(request, context);
      const results: MessageInput<'query.ResultWithError'>[] = [];
      for (const query of request.queries) {
        const { sql, binds } = textOf(query);
        const { results: one, error } = await run(session, request, sql, binds, false, context);
        results.push({ result: one[0] ?? null, error: rpcError(error) });
      }
      return { session: await told(session, request, context), results };
    }),
    ExecuteMulti: unaryHandler(async (request, context) => {
      const session = open(request, context);
      const { results, error } = await run(session, request, request.sql, {}, true, context);
      return { session: await told(session, request, context), results, error: rpcError(error) };
    }),
    Prepare: unaryHandler(async (request, context) => {
      const session = open(request, context);
      const { sql } = textOf(request.query);
      const params = findParams(sql, scanMode(session));
      const now = written(session, request);
      try {
        const { columns } = await executor.describe(session, sql, params, context.signal);
        const fields = columns.map((definition) => protoField(decodeColumnDefinition(definition), included(request)));
        return { session: now, fields, params_count: params.length };
      } catch (error) {
        return { session: now, error: rpcError(error as VtError) };
      }
    }),
    StreamExecute: streamHandler(async function* (request, context) {
      const session = open(request, context);
      const text = textOf(request.query);
      const stream = streamOf(session, text, false, request, context);
      // Rows without bound, as they come. A SET has none, and may be about that.
      const isUnbound = session.workload === 'OLTP' && classify(text.sql, scanMode(session)).kind !== 'set';
      if (isUnbound) session.workload = 'OLAP';
      let failure: VtError | undefined;
      const messages = async function* () {
        try {
          for await (const { result } of stream.pieces) yield { result };
        } catch (error) {
          failure = toVtError(error);
        }
        if (isUnbound) session.workload = 'OLTP';
      };
      // Also behind a failure: the statement may have begun transactions that nobody else knows of.
      yield* withSession<MessageInput<'vtgate.StreamExecuteResponse'>>(messages(), stream.session, stream.end);
      if (failure) throw new VtError({ code: failure.code, message: toldMessage(failure), cause: failure });
    }),
    StreamExecuteMulti: streamHandler((request, context) => {
      const session = open(request, context);
      const stream = streamOf(session, { sql: request.sql, binds: {} }, true, request, context);
      const messages = async function* () {
        try {
          for await (const { result, isNew, ends } of stream.pieces)
            yield { result: { result }, new_result: isNew, more_results: ends?.more ?? true };
        } catch (error) {
          yield { result: { error: rpcError(error as VtError) }, new_result: true, more_results: false };
        }
      };
      return withSession<MessageInput<'vtgate.StreamExecuteMultiResponse'>>(messages(), stream.session, stream.end);
    }),
    VStream: streamHandler((request, context) => options.vstream(request, context.signal)),
  } satisfies Handlers;
  return handlers;
}

function textOf(query: Query | null): { readonly sql: string; readonly binds: BindVariables } {
  return { sql: query?.sql ?? '', binds: readBinds(query?.bind_variables ?? {}) };
}

function rpcError(error: VtError | undefined): MessageInput<'vtrpc.RPCError'> | null {
  return error ? { message: toldMessage(error), code: error.codeNumber as never } : null;
}

/** The error as clients of the service find errno and SQLSTATE in it: at its end, unless it says them already. */
function toldMessage(error: VtError): string {
  if (/\(errno \d+\) \(sqlstate \w{5}\)/.test(error.message)) return error.message;
  const { errno, state } = toMysqlError(error);
  return `${error.message} (errno ${errno}) (sqlstate ${state})`;
}

function refuse(method: string): never {
  throw new VtError({ code: 'UNIMPLEMENTED', message: `vtgateservice.Vitess.${method} is not implemented` });
}
