import type { CommandSink } from '@vt/mysql';
import { noState, WireWriter } from '@vt/proto';
import { type TabletRequest, writeRequest } from '@vt/proto/hot';
import { type BindVariable, emptyOk, type ResultSink, Type } from '@vt/sqltypes';
import { MysqlHandler } from '@vt/vtgate';
import { TestClient } from '@vt/vtgate/testing';
import { median } from '../report.ts';
import { withGateHere } from './gate-here.ts';
import { type Goal, goal } from './goal.ts';

const CLIENTS = 64;
const ROUNDS = 400;
const REPEATS = 9;
const MICROSECONDS_MAX = 5;

type Waiting = { readonly sink: ResultSink; readonly resolve: () => void };

/** All references are known to the tablet already, as they are from the second statement on. */
const slots = { target: 1, caller: 1, settings: 1, options: 1, statement: 1 };

/** Takes what would go to tablets as the bytes of the stream, and keeps who waits. */
class Tablets {
  readonly waiting: Waiting[] = [];
  readonly #writer = new WireWriter();
  bytes = 0;

  readonly start = (
    request: TabletRequest,
    _alias: string | undefined,
    sink: ResultSink,
    settle: { resolve(state: typeof noState): void },
  ): { cancel(): void } => {
    writeRequest(this.#writer, this.waiting.length + 1, request, slots);
    this.waiting.push({ sink, resolve: () => settle.resolve(noState) });
    return { cancel() {} };
  };

  /** What one turn of the event loop writes in one message. */
  flush(): void {
    this.bytes += this.#writer.finish().length;
  }

  answer(definitions: readonly Uint8Array[], row: Buffer): void {
    for (const { sink, resolve } of this.waiting.splice(0)) {
      sink.columns(definitions, 'text');
      sink.rows(row);
      sink.end(emptyOk, false);
      resolve();
    }
  }
}

/** A client's side that counts the answers and keeps nothing. */
function countingSink(): CommandSink & { ended: number; definitions: readonly Uint8Array[] } {
  return {
    format: 'text',
    attributes: [],
    onCancel: undefined,
    onDrain: undefined,
    signal: new AbortController().signal,
    ended: 0,
    definitions: [],
    columnsBlock: () => false,
    requestLocalInfile: () => false,
    columns(definitions) {
      this.definitions = definitions;
    },
    rows: () => true,
    end() {
      this.ended++;
    },
    error(error) {
      throw error;
    },
  };
}

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** CPU of the gate for one point select whose plan is there: from the bytes of the statement to the bytes for the tablet, and back. */
export function planHit(): Promise<Goal> {
  return withGateHere(async (gate) => {
    const handler = new MysqlHandler(gate.executor, { defaultTabletType: 'PRIMARY', workload: 'OLTP' });
    const clients = await connect(handler, CLIENTS);
    const first = countingSink();
    await new Promise<void>((resolve, reject) => {
      const sink = Object.assign(first, { end: () => resolve(), error: reject });
      handler.query((clients[0] as TestClient).conn, (clients[0] as TestClient).state, statement(0), sink);
    });
    const tablets = new Tablets();
    (gate.gateway as { start: unknown }).start = tablets.start;
    const forms = {
      text: (client: TestClient, id: number, sink: CommandSink) =>
        handler.query(client.conn, client.state, statement(id), sink),
      prepared: await preparedForm(handler, clients[0] as TestClient),
    };
    const text = rounds(tablets, clients, forms.text, first.definitions);
    const prepared = rounds(tablets, clients, forms.prepared, first.definitions);
    return goal('plan hit', text.outUs, 'µs', MICROSECONDS_MAX, {
      'answer µs': text.backUs,
      'prepared µs': prepared.outUs,
      'prepared answer µs': prepared.backUs,
      'bytes a statement': text.bytes,
    });
  });
}

async function connect(handler: MysqlHandler, count: number): Promise<TestClient[]> {
  const clients = Array.from({ length: count }, (_, i) => new TestClient(handler, 1_000 + i));
  for (const client of clients) await client.query('use bench');
  return clients;
}

const IDS = 10_000;
/** Made before, as the network has: the bytes come from there. */
const statements = Array.from({ length: IDS }, (_, id) => Buffer.from(`select name from customer where id = ${id}`));
const statement = (id: number): Buffer => statements[id % IDS] as Buffer;
const params = Array.from(
  { length: IDS },
  (_, id): BindVariable => ({ type: Type.INT64, value: Buffer.from(String(id)) }),
);

type Form = (client: TestClient, id: number, sink: CommandSink) => void;

async function preparedForm(handler: MysqlHandler, { conn, state }: TestClient): Promise<Form> {
  const prepared = await new Promise<Parameters<MysqlHandler['execute']>[2]>((resolve, reject) =>
    handler.prepare(conn, state, Buffer.from('select name from customer where id = ?'), { ok: resolve, error: reject }),
  );
  return (client, id, sink) => {
    handler.execute(client.conn, client.state, prepared, [params[id % IDS] as BindVariable], sink);
  };
}

type Figures = { readonly outUs: number; readonly backUs: number; readonly bytes: number };

/** Medians of the repeats; the first ones warm up. */
function rounds(
  tablets: Tablets,
  clients: readonly TestClient[],
  send: Form,
  definitions: readonly Uint8Array[],
): Figures {
  const row = Buffer.concat([Buffer.from([9, 0, 0, 1, 8]), Buffer.from('somebody')]);
  const sink = countingSink();
  const out: number[] = [];
  const back: number[] = [];
  for (let repeat = 0; repeat < REPEATS * 2; repeat++) {
    const sent = { out: 0, back: 0 };
    const before = sink.ended;
    tablets.bytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const from = cpuUs();
      for (const [i, client] of clients.entries()) send(client, round * CLIENTS + i, sink);
      tablets.flush();
      const between = cpuUs();
      tablets.answer(definitions, row);
      sent.out += between - from;
      sent.back += cpuUs() - between;
    }
    const statements = ROUNDS * CLIENTS;
    if (sink.ended - before !== statements) throw new Error(`${sink.ended - before} answers of ${statements}`);
    if (repeat < REPEATS) continue;
    out.push(sent.out / statements);
    back.push(sent.back / statements);
  }
  const rounded = (values: number[]) => Math.round(median(values) * 100) / 100;
  return { outUs: rounded(out), backUs: rounded(back), bytes: Math.round(tablets.bytes / (ROUNDS * CLIENTS)) };
}
