import { acceptIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import type { Parser } from '../parser/parser.ts';
import type { CreateSpatialReferenceSystem } from './nodes.ts';

type Draft = { -readonly [F in keyof CreateSpatialReferenceSystem]: CreateSpatialReferenceSystem[F] };

/** Takes SPATIAL REFERENCE SYSTEM, at SPATIAL. */
export function expectReferenceSystem(p: Parser): void {
  p.expectWord(K.SPATIAL);
  p.expectWord(K.REFERENCE);
  p.expectWord(K.SYSTEM);
}

/** The rest of CREATE SPATIAL REFERENCE SYSTEM, at SPATIAL. */
export function parseCreateReferenceSystem(p: Parser, orReplace: boolean): CreateSpatialReferenceSystem {
  expectReferenceSystem(p);
  const ifNotExists = !orReplace && acceptIfNotExists(p);
  const draft: Draft = {
    kind: 'CreateSpatialReferenceSystem',
    orReplace,
    ifNotExists,
    srid: p.integer(),
    name: null,
    definition: null,
    organization: null,
    organizationId: '',
    description: null,
  };
  while (parseAttribute(p, draft));
  return draft;
}

function parseAttribute(p: Parser, draft: Draft): boolean {
  const word = p.acceptOneOf('NAME', 'DEFINITION', 'ORGANIZATION', 'DESCRIPTION');
  if (word === undefined) return false;
  draft[word] = p.string();
  if (word === 'organization') {
    p.expectWord(K.IDENTIFIED);
    p.expectWord(K.BY);
    draft.organizationId = p.integer();
  }
  return true;
}
