import { specialForms } from '../expr/special-forms.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { IndexHint } from './nodes.ts';

/** Words that are not reserved but begin a clause where an alias without AS could stand. */
const clauseWords: ReadonlySet<number> = new Set([K.QUALIFY, K.OFFSET, K.RETURNING, K.ESCAPE, K.SEPARATOR]);

/** An alias with or without AS; '' when none is next. */
export function parseAlias(p: Parser): string {
  if (p.acceptWord(K.AS)) return p.nameOrString();
  if (p.kind === T.Quoted) return p.takeName();
  if (p.kind === T.String) return p.string();
  if (p.kind !== T.Word || !p.isName() || clauseWords.has(p.word)) return '';
  // What calls a function is no name.
  if (p.word !== 0 && p.peekKind() === T.LParen && p.touchesNext && specialForms[p.word] !== undefined) return '';
  return p.takeName();
}

/** USE | IGNORE | FORCE INDEX [FOR …] (…) and the VINDEX hints, any number of them. */
export function parseHints(p: Parser): IndexHint[] {
  const hints: IndexHint[] = [];
  for (;;) {
    const next = p.peekWord();
    const vindex = next === K.VINDEX;
    if (!vindex && next !== K.INDEX && next !== K.KEY) return hints;
    const verb = p.acceptOneOf('USE', 'IGNORE', 'FORCE');
    if (verb === undefined) return hints;
    p.next();
    if (vindex && verb === 'force') p.fail();
    const type = vindex ? (`${verb} vindex` as IndexHint['type']) : (`${verb} index` as IndexHint['type']);
    hints.push({ kind: 'IndexHint', type, for: parseHintScope(p), indexes: parseIndexNames(p) });
  }
}

function parseHintScope(p: Parser): IndexHint['for'] {
  if (!p.acceptWord(K.FOR)) return '';
  const scope = p.expectOneOf('JOIN', 'ORDER', 'GROUP');
  if (scope === 'join') return 'join';
  p.expectWord(K.BY);
  return `${scope} by`;
}

/** (name, PRIMARY …), maybe empty */
function parseIndexNames(p: Parser): string[] {
  p.expect(T.LParen);
  const names: string[] = [];
  if (p.kind !== T.RParen) {
    do names.push(p.word === K.PRIMARY ? p.takeName() : p.name());
    while (p.accept(T.Comma));
  }
  p.expect(T.RParen);
  return names;
}
