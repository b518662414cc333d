import { VtError } from '@vt/base';
import { parseTarget, type Target } from '@vt/vschema';
import type { ExecutorDeps } from '../executor/deps.ts';
import { isSystemSchema } from '../executor/place.ts';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler } from '../executor/statement.ts';
import type { Session } from '../session/session.ts';

/** USE keyspace[:shard][@type], with or without backticks. */
export const use: StatementHandler = async ({ session, deps, sink, sql, classified }) => {
  const { second } = classified;
  const text = second?.kind === 'quoted' ? second.text : sql.slice(classified.first?.end ?? 0).trim();
  selectTarget(session, deps, text.replace(/^(['"`])(.*)\1$/, '$2'));
  answerOk(sink);
};

/** What USE and the database of a login do. @throws VT05003 for an unknown keyspace. */
export function selectTarget(session: Session, deps: ExecutorDeps, text: string): void {
  const target = parseTarget(text, deps.options.defaultTabletType);
  checkTarget(target, deps, text);
  if (session.inTransaction && target.tabletType !== session.target.tabletType) {
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      errno: 1192,
      state: 'HY000',
      message: "can't execute the given command because you have an active transaction",
    });
  }
  session.target = target;
  session.changes.schema();
}

function checkTarget(target: Target, deps: ExecutorDeps, text: string): void {
  if (target.tabletType === 'UNKNOWN') {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `invalid tablet type in target: ${text}` });
  }
  const { keyspace } = target;
  if (keyspace === '' || isSystemSchema(keyspace)) return;
  const known = deps.vschema().keyspaces.has(keyspace) || deps.serving.keyspaces().includes(keyspace);
  if (!known) throw VtError.of('VT05003', keyspace);
}
