import { VtError } from '@vt/base';
import type { MessageInput, ServiceHandlers } from '@vt/proto';
import type { CallState } from '@vt/proto/hot';
import { streamHandler, unaryHandler } from '@vt/servenv';
import type { TabletServer } from '../tablet-server.ts';
import { readRequest, readTarget } from './read-request.ts';
import { runPlain, runStream, runUnary } from './run.ts';
import { streamHealth } from './stream-health.ts';
import { twoPcHandlers } from './two-pc-handlers.ts';

type Handlers = ServiceHandlers<'queryservice.Query'>;

const ids = (state: CallState | undefined) => ({
  transaction_id: state?.transactionId ?? 0n,
  reserved_id: state?.reservedId ?? 0n,
  tablet_alias: state?.alias ?? null,
});

function refuse(method: string): never {
  throw new VtError({ code: 'UNIMPLEMENTED', message: `queryservice.Query.${method} is not implemented` });
}

const refuseUnary = <Q, R>(method: string) => unaryHandler<Q, R>(() => refuse(method));
const refuseStream = <Q, R>(method: string) =>
  streamHandler<Q, R>(async function* () {
    yield refuse(method);
  });

const kinds = { VIEWS: 'views', TABLES: 'tables', ALL: 'all', UDFS: 'functions' } as const;
const hasFunctions = (kind: (typeof kinds)[keyof typeof kinds]): boolean => kind === 'all' || kind === 'functions';

/** What a loaded function returns, by the word that the server has for it. */
const returnTypes: Readonly<Record<string, 'DECIMAL' | 'FLOAT64' | 'INT64' | 'VARCHAR'>> = {
  char: 'VARCHAR',
  decimal: 'DECIMAL',
  double: 'FLOAT64',
  integer: 'INT64',
  real: 'FLOAT64',
};

function loadedFunctions({ schema }: TabletServer): MessageInput<'query.UDFInfo'>[] {
  return [...(schema?.functions.values() ?? [])].map(({ name, returns, isAggregate }) => ({
    name,
    aggregating: isAggregate,
    return_type: returnTypes[returns] ?? 'VARCHAR',
  }));
}

/** queryservice.Query on the executor: every method, sorted; what is not there answers UNIMPLEMENTED with its name. */
export function queryServiceHandlers(server: TabletServer, streamBufferBytes: number): Handlers {
  const tabletAlias = server.state.identity.alias;
  const handlers = {
    ...twoPcHandlers(server),
    Begin: unaryHandler(async (request, context) => {
      const state = await runPlain(server, readRequest('begin', request, {}, context), context);
      return { transaction_id: state.transactionId, tablet_alias: tabletAlias };
    }),
    BeginExecute: unaryHandler(async (request, context) => {
      const { state, ...rest } = await runUnary(
        server,
        readRequest('execute', request, { begin: true }, context),
        context,
      );
      return { ...rest, transaction_id: state.transactionId, tablet_alias: tabletAlias };
    }),
    BeginStreamExecute: streamHandler(async function* (request, context) {
      const call = readRequest('execute', request, { begin: true, stream: true }, context);
      for await (const { state, ...rest } of runStream(server, call, context, streamBufferBytes)) {
        yield { ...rest, transaction_id: ids(state).transaction_id, tablet_alias: state ? tabletAlias : null };
      }
    }),
    BinlogDumpGTID: refuseStream('BinlogDumpGTID'),
    Commit: unaryHandler(async (request, context) => {
      const state = await runPlain(server, readRequest('commit', request, {}, context), context);
      return { reserved_id: state.reservedId };
    }),
    Execute: unaryHandler(async (request, context) => {
      const { result } = await runUnary(server, readRequest('execute', request, {}, context), context);
      return { result };
    }),
    GetSchema: streamHandler(async function* (request) {
      server.state.enter(request.target ? readTarget(request.target) : undefined, false);
      try {
        const kind = kinds[request.table_type as keyof typeof kinds] ?? 'all';
        const table_definition =
          kind === 'functions' ? {} : await server.schema?.definitions(kind, request.table_names);
        yield { table_definition: table_definition ?? {}, udfs: hasFunctions(kind) ? loadedFunctions(server) : [] };
      } finally {
        server.state.leave();
      }
    }),
    MessageAck: refuseUnary('MessageAck'),
    MessageStream: refuseStream('MessageStream'),
    Release: unaryHandler(async (request, context) => {
      await runPlain(server, readRequest('release', request, {}, context), context);
      return {};
    }),
    ReserveBeginExecute: unaryHandler(async (request, context) => {
      const call = readRequest('execute', request, { begin: true, reserve: true }, context);
      const { state, ...rest } = await runUnary(server, call, context);
      return { ...rest, ...ids(state), tablet_alias: tabletAlias };
    }),
    ReserveBeginStreamExecute: streamHandler(async function* (request, context) {
      const call = readRequest('execute', request, { begin: true, reserve: true, stream: true }, context);
      for await (const { state, ...rest } of runStream(server, call, context, streamBufferBytes)) {
        yield { ...rest, ...ids(state) };
      }
    }),
    ReserveExecute: unaryHandler(async (request, context) => {
      const call = readRequest('execute', request, { reserve: true }, context);
      const { state, ...rest } = await runUnary(server, call, context);
      return { ...rest, reserved_id: state.reservedId, tablet_alias: tabletAlias };
    }),
    ReserveStreamExecute: streamHandler(async function* (request, context) {
      const call = readRequest('execute', request, { reserve: true, stream: true }, context);
      for await (const { state, ...rest } of runStream(server, call, context, streamBufferBytes)) {
        yield { ...rest, reserved_id: ids(state).reserved_id, tablet_alias: state ? tabletAlias : null };
      }
    }),
    Rollback: unaryHandler(async (request, context) => {
      const state = await runPlain(server, readRequest('rollback', request, {}, context), context);
      return { reserved_id: state.reservedId };
    }),
    StreamExecute: streamHandler(async function* (request, context) {
      const call = readRequest('execute', request, { stream: true }, context);
      for await (const { result } of runStream(server, call, context, streamBufferBytes)) if (result) yield { result };
    }),
    StreamHealth: streamHandler((_request, context) => streamHealth(server.health, context)),
    VStream: refuseStream('VStream'),
    VStreamResults: refuseStream('VStreamResults'),
    VStreamRows: refuseStream('VStreamRows'),
    VStreamTables: refuseStream('VStreamTables'),
  } satisfies Handlers;
  return handlers;
}
