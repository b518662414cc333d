import { VtError } from '@vt/base';
import { create, fromText, type Message, type MessageInput, type RequestInput } from '@vt/proto';
import { type Manager, type ManagerMethod, TabletManagers } from '@vt/reparent';
import { toProtoRow } from '@vt/sqltypes';

type Stream = MessageInput<'tabletmanagerdata.ReadVReplicationWorkflowResponse.Stream'> & { id: number };
type Rows = Omit<Message<'tabletmanagerdata.ReadVReplicationWorkflowResponse'>, 'streams'> & { streams: Stream[] };

const result = (rows: readonly Readonly<Record<string, string | null>>[] = []): MessageInput<'query.QueryResult'> => {
  const names = Object.keys(rows[0] ?? {});
  return {
    fields: names.map((name) => ({ name })),
    rows: rows.map((row) => {
      const values = names.map((name) => (row[name] == null ? null : Buffer.from(String(row[name]))));
      return toProtoRow(values);
    }),
    rows_affected: BigInt(rows.length),
  };
};

/** What a primary keeps, as far as workflows see it. */
export class FakeTablet {
  readonly name: string;
  readonly database: string;
  readonly tables = new Map<string, string>();
  /** Tables that have rows. */
  readonly filled = new Set<string>();
  /** Workflows whose VDiffs were deleted, while they still had streams. */
  readonly forgottenVDiffs: string[] = [];
  /** Told when it gets a journal. */
  onJournal: (() => void) | undefined;
  readonly workflows = new Map<string, Rows>();
  readonly journals = new Map<bigint, string>();
  /** Positions that it waited for before it read its schema. */
  readonly awaited: string[] = [];
  /** Statements that fail. */
  readonly refused = new Set<string>();
  /** Statements after which it read its schema. */
  readonly reloadedAfter: string[] = [];
  refreshes = 0;
  /** Told when it reads its shard's record, with how long transactions may take to end. */
  onRefresh: ((graceMs: number) => Promise<void>) | undefined;
  /** Tables that its streams have not copied to their end. */
  readonly copying: string[] = [];
  /** Told when tables are locked. */
  onLock: (() => void) | undefined;
  /** Who has tables to write to them. */
  readonly holders: Readonly<Record<string, string>>[] = [];
  /** What happens while somebody waits for its streams. */
  catchUp: (() => Promise<void>) | undefined;
  #position = 1;
  #lastId = 0;

  constructor(name: string, database: string) {
    this.name = name;
    this.database = database;
  }

  states(workflow: string): string[] {
    const streams = this.workflows.get(workflow)?.streams ?? [];
    return streams.map(({ state, message }) => `${String(state)}${message ? ` ${message}` : ''}`);
  }

  call(method: string, request: Readonly<Record<string, unknown>>): unknown {
    const answer = (this as unknown as Record<string, ((r: unknown) => unknown) | undefined>)[`on${method}`];
    if (!answer) throw new VtError({ code: 'UNIMPLEMENTED', message: `the fake tablet knows no ${method}` });
    return answer.call(this, request);
  }

  async onRefreshState({ grace_ms: graceMs }: { grace_ms?: number }): Promise<object> {
    this.refreshes++;
    await this.onRefresh?.(graceMs ?? 0);
    return {};
  }

  onPing({ payload = '' }: { payload?: string }): object {
    return { payload };
  }

  onReloadSchema({ wait_position: position = '' }: { wait_position?: string }): object {
    this.awaited.push(position);
    return {};
  }

  onPrimaryPosition(): object {
    return { position: `MySQL56/${this.name}:1-${this.#position++}` };
  }

  async onVReplicationWaitForPos(): Promise<object> {
    await this.catchUp?.();
    return {};
  }

  onValidateVReplicationPermissions(): object {
    return { ok: true, user: 'vt_filtered', error: '' };
  }

  onExecuteMultiFetchAsDba({ sql }: { sql: Uint8Array }): object {
    if (Buffer.from(sql).includes('LOCK TABLES')) this.onLock?.();
    const statements = Buffer.from(sql).toString().split('\n;\n');
    return { results: statements.map((query) => this.onExecuteFetchAsDba({ query: Buffer.from(query) })) };
  }

  onGetSchema({ include_views: views }: { include_views?: boolean } = {}): object {
    const all = [...this.tables].map(([name, schema]) => ({ name, schema, type: typeOf(schema) }));
    return { schema_definition: { table_definitions: all.filter(({ type }) => views || type !== 'VIEW') } };
  }

  onReadVReplicationWorkflows({ include_workflows: names }: { include_workflows?: string[] }): object {
    const all = [...this.workflows.values()].filter(({ workflow }) => !names?.length || names.includes(workflow));
    return { workflows: all };
  }

  onCreateVReplicationWorkflow(request: Message<'tabletmanagerdata.CreateVReplicationWorkflowRequest'>): object {
    const rows = create('tabletmanagerdata.ReadVReplicationWorkflowResponse', {
      workflow: request.workflow,
      workflow_type: request.workflow_type,
      workflow_sub_type: request.workflow_sub_type,
      tablet_types: request.tablet_types,
      options: request.options,
      db_name: this.database,
    }) as Rows;
    rows.streams = (request.binlog_source ?? []).map((bls) => ({ id: ++this.#lastId, bls, state: 'Stopped' }));
    this.workflows.set(request.workflow, rows);
    return { result: result([{ id: '1' }]) };
  }

  onVDiff({ action, action_arg, workflow }: Readonly<Record<string, string>>): object {
    if (!this.workflows.has(workflow ?? '') || action !== 'delete' || action_arg !== 'all')
      throw new Error(`VDiff ${action}`);
    this.forgottenVDiffs.push(workflow ?? '');
    return {};
  }

  onDeleteVReplicationWorkflow({ workflow }: { workflow: string }): object {
    return { result: result(this.workflows.delete(workflow) ? [{ id: '1' }] : []) };
  }

  onVReplicationExec({ query }: { query: string }): object {
    const insert = /^insert into _vt\.(\w+) \((.*?)\) values (.*)$/s.exec(query);
    const forgotten = /^delete from _vt\.resharding_journal where id = (\d+)/.exec(query)?.[1];
    if (forgotten !== undefined) this.journals.delete(BigInt(forgotten));
    else if (insert?.[1] === 'resharding_journal') this.#addJournal(insert[3] ?? '');
    else if (insert?.[1] === 'vreplication') this.#addStreams(insert[3] ?? '');
    else if (query.startsWith('delete from _vt.vreplication where id in (')) this.#removeStreams(query);
    else this.#update(query);
    return { result: result() };
  }

  #removeStreams(query: string): void {
    const ids = new Set(query.match(/\d+/g)?.map(Number));
    for (const rows of this.workflows.values()) rows.streams = rows.streams.filter(({ id }) => !ids.has(id));
  }

  #addJournal(values: string): void {
    this.onJournal?.();
    const [, id = '0', text = ''] = /^\((\d+), '[^']*', '(.*)'\)$/s.exec(values) ?? [];
    this.journals.set(BigInt(id), unescaped(text));
  }

  #addStreams(values: string): void {
    for (const one of values.split(/(?<=\)), (?=\()/)) {
      const texts = [...one.matchAll(/'((?:[^'\\]|\\.)*)'/gs)].map(([, text = '']) => unescaped(text));
      const [name = '', source = '', pos = ''] = texts;
      const [, message = '', number] = /'Stopped', '([^']*)', '[^']*', (\d)/.exec(one) ?? [];
      const type = number === '4' ? 'Reshard' : 'MoveTables';
      const bls = fromText('binlogdata.BinlogSource', source);
      const known = this.workflows.get(name);
      const rows =
        known ??
        (create('tabletmanagerdata.ReadVReplicationWorkflowResponse', {
          workflow: name,
          workflow_type: type,
          db_name: this.database,
          options: texts.at(-1) ?? '{}',
        }) as Rows);
      rows.streams = [...rows.streams, { id: ++this.#lastId, bls, pos, message, state: 'Stopped' }];
      this.workflows.set(name, rows);
    }
  }

  #update(query: string): void {
    const state = /state = '(\w+)'/.exec(query)?.[1];
    const message = /message = '([^']*)'/.exec(query)?.[1];
    const pos = /pos = '([^']*)'/.exec(query)?.[1];
    const source = /set source = '((?:[^'\\]|\\.)*)'/s.exec(query)?.[1];
    const workflow = /workflow = '([^']*)'/.exec(query)?.[1];
    const ids = /id in \(([^)]*)\)/.exec(query)?.[1]?.split(', ').map(Number);
    for (const rows of this.workflows.values()) {
      for (const stream of rows.streams) {
        if (workflow === undefined ? !ids?.includes(stream.id) : rows.workflow !== workflow) continue;
        if (state !== undefined) stream.state = state as 'Running';
        if (message !== undefined) stream.message = message;
        if (pos !== undefined) stream.pos = pos;
        if (source !== undefined) stream.bls = fromText('binlogdata.BinlogSource', unescaped(source));
        if (state === 'Running') stream.pos ||= 'MySQL56/copied:1-10';
      }
    }
  }

  onExecuteFetchAsDba({ query, reload_schema }: { query: Uint8Array; reload_schema?: boolean }): object {
    const sql = Buffer.from(query).toString();
    if (this.refused.has(sql)) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'refused' });
    if (reload_schema) this.reloadedAfter.push(sql);
    if (sql.includes('information_schema.columns')) return { result: result(this.#columns(sql)) };
    const created = /^create table `?(\w+)`?/i.exec(sql)?.[1];
    const dropped = /^drop (?:table|view) .*`(\w+)`$/.exec(sql)?.[1];
    const journal = /from _vt\.resharding_journal where id = (\d+)/.exec(sql)?.[1];
    if (sql.startsWith('select distinct table_name from _vt.copy_state'))
      return { result: result(this.copying.map((table_name) => ({ table_name }))) };
    if (sql.includes('performance_schema.metadata_locks')) return { result: result(this.holders) };
    if (created) this.tables.set(created, sql);
    const view = /^create view (?<name>\w+) as select .* from (?<read>\w+)$/.exec(sql)?.groups;
    if (view) this.#createView(view.name ?? '', view.read ?? '', sql);
    if (dropped) this.tables.delete(dropped);
    const looked = /^select 1 as found from .*?`?(\w+)`? limit 1$/.exec(sql)?.[1];
    if (looked !== undefined && this.filled.has(looked)) return { result: result([{ found: '1' }]) };
    if (journal === undefined) return { result: result() };
    const val = this.journals.get(BigInt(journal));
    return { result: result(val === undefined ? [] : [{ val }]) };
  }

  #columns(sql: string): Record<string, string>[] {
    const only = / IN \((.*?)\)/.exec(sql)?.[1];
    return [...this.tables]
      .filter(([name, ddl]) => typeOf(ddl) !== 'VIEW' && (only === undefined || only.includes(`'${name}'`)))
      .flatMap(([tbl, ddl]) => [...ddl.matchAll(/[(,] ?`(\w+)` \w/g)].map(([, col = '']) => ({ tbl, col })));
  }

  #createView(name: string, read: string, sql: string): void {
    if (!this.tables.has(read)) {
      const message = `Table '${this.database}.${read}' doesn't exist (errno 1146) (sqlstate 42S02)`;
      throw new VtError({ code: 'NOT_FOUND', message });
    }
    this.tables.set(name, sql);
  }
}

const typeOf = (schema: string): string => (schema.startsWith('create view') ? 'VIEW' : 'BASE TABLE');

const unescaped = (text: string): string => text.replace(/\\(.)/gs, (_, char: string) => (char === 'n' ? '\n' : char));

/** Tablets by the port that their records name. */
export class FakeTablets {
  readonly byPort = new Map<number, FakeTablet>();
  /** A process that is dead reaches nobody. */
  isDead = false;

  managers(): TabletManagers {
    const channel = (target: string) => ({
      unary: async (definition: { path: string }, request: RequestInput<Manager, ManagerMethod>) => {
        if (this.isDead) throw new VtError({ code: 'UNAVAILABLE', message: 'the process is dead' });
        const tablet = this.byPort.get(Number(target.split(':').at(-1)));
        if (!tablet) throw new VtError({ code: 'UNAVAILABLE', message: `no tablet at ${target}` });
        const method = definition.path.split('/').at(-1) ?? '';
        return whole(method, await tablet.call(method, request as Readonly<Record<string, unknown>>));
      },
      close: () => {},
    });
    return new TabletManagers(channel as unknown as ConstructorParameters<typeof TabletManagers>[0]);
  }
}

/** An answer with all its defaults. */
function whole(method: string, answer: unknown): unknown {
  return create(`tabletmanagerdata.${method}Response` as 'tabletmanagerdata.PingResponse', answer as object);
}
