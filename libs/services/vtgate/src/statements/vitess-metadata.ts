import { VtError } from '@vt/base';
import { answerRows } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { likeFilter } from './show/like.ts';

const KEY_CHARACTERS_MAX = 255;

/** SET @@vitess_metadata.key = 'value'; the empty value removes the key. */
export async function setMetadata(run: StatementRun, key: string, value: string): Promise<void> {
  const port = authorizedPort(run);
  // A key is one name in the topology's tree.
  if (!/^[\w$.-]+$/.test(key) || key.length > KEY_CHARACTERS_MAX)
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `invalid vitess metadata key: ${key}` });
  await port.set(key, value, run.signal);
}

/** SHOW VITESS_METADATA VARIABLES [LIKE 'pattern'] */
export const showMetadata: StatementHandler = async (run) => {
  const filter = likeFilter(run.sql, run.mode);
  const all = await authorizedPort(run).all(run.signal);
  answerRows(
    run.sink,
    [{ name: 'Key' }, { name: 'Value' }],
    [...all].filter(([key]) => filter(key)).map(([key, value]) => [key, value]),
  );
};

function authorizedPort({ deps, session }: StatementRun) {
  if (!deps.vschemaDdl?.authorized(session.caller)) {
    throw new VtError({
      code: 'PERMISSION_DENIED',
      message: `User '${session.caller.user}' not authorized to perform vitess metadata operations`,
    });
  }
  if (!deps.metadata) throw VtError.of('VT12001', 'vitess metadata');
  return deps.metadata;
}
