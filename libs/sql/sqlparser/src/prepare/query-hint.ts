import { SqlError } from '../parser/errors.ts';

const ER_UNKNOWN_ERROR = 1105;

/**
 * The comments of a statement with an optimizer hint more, which is joined to the one that is there and comes first. Throws
 * SqlError 1105 where there are two, or one without end.
 */
export function addQueryHint(comments: readonly string[], hint: string): readonly string[] {
  if (hint === '') return comments;
  const [known, ...more] = comments.filter((comment) => comment.startsWith('/*+'));
  if (known === undefined) return [`/*+ ${hint} */`, ...comments];
  if (more.length > 0) throw new SqlError('Must have only one query hint', ER_UNKNOWN_ERROR, 'HY000', 0);
  if (!known.endsWith('*/')) throw new SqlError('Query hint comment is malformed', ER_UNKNOWN_ERROR, 'HY000', 0);
  const body = known.slice(3, -2).trim();
  const others = comments.filter((comment) => comment !== known);
  return [body.includes(hint) ? known : `/*+ ${body} ${hint} */`, ...others];
}
