import { VtError } from '@vt/base';
import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../../executor/statement.ts';
import { scan } from '../../text/scan.ts';
import { type Decision, decidingTarget, type TwoPcPort } from '../../tx/two-pc-port.ts';
import { syntaxError } from '../transaction.ts';

const columns = ['id', 'state', 'record_time', 'participants'].map((name) => ({ name }));

/** SHOW UNRESOLVED TRANSACTIONS [FOR keyspace] */
export const showUnresolved: StatementHandler = async (run) => {
  const { deps, sink, session, signal } = run;
  const tokens = tokensOf(run);
  const at = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'FOR');
  const named = at < 0 ? undefined : tokens[at + 1];
  const keyspace = named ? nameText(run, named) : session.target.keyspace;
  if (keyspace === '') throw VtError.of('VT09005');
  const shards = deps.serving.shards(keyspace, 'PRIMARY');
  if (!shards) throw VtError.of('VT05003', keyspace);
  const port = portOf(run);
  const all = await Promise.all(
    shards.map(({ name }) => port.unresolved({ keyspace, shard: name, tabletType: 'PRIMARY' }, signal)),
  );
  answerRows(sink, columns, all.flat().map(rowOf));
};

/** SHOW TRANSACTION STATUS [FOR] 'dtid' */
export const showTransactionStatus: StatementHandler = async (run) => {
  const dtid = tokensOf(run)
    .filter(({ kind }) => kind === 'string')
    .at(-1)
    ?.text.slice(1, -1);
  if (dtid === undefined) throw syntaxError(run.sql);
  const target = decidingTarget(dtid);
  if (!target) throw new VtError({ code: 'INVALID_ARGUMENT', message: `invalid parts in dtid: ${dtid}` });
  const decision = await portOf(run).read(target, dtid, run.signal);
  answerRows(run.sink, columns, decision ? [rowOf(decision)] : []);
};

function portOf({ deps }: StatementRun): TwoPcPort {
  if (!deps.twoPc) throw VtError.of('VT10002', 'two-phase commit is not set up');
  return deps.twoPc;
}

function rowOf({ dtid, state, createdNs, participants }: Decision): string[] {
  const at = new Date(Number(createdNs / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ');
  const shards = participants.map(({ keyspace, shard }) => `${keyspace}:${shard}`);
  return [dtid, state, `${at} +0000 UTC`, shards.join(',')];
}

function tokensOf({ sql, mode }: StatementRun) {
  return [...scan(sql, mode)];
}

function nameText({ sql }: StatementRun, token: ReturnType<typeof tokensOf>[number]): string {
  return token.kind === 'word' ? sql.slice(token.start, token.end) : token.text;
}
