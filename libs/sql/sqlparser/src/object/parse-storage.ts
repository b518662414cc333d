import type { TableOption } from '../create-table/nodes.ts';
import { acceptEquals, engineOf } from '../ddl/parse-words.ts';
import { literal } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { TablespaceStatement } from './nodes.ts';

const undoOptions: ReadonlySet<string> = new Set(['engine']);
const alterOptions: ReadonlySet<string> = new Set([
  'autoextend_size',
  'encryption',
  'engine',
  'engine_attribute',
  'initial_size',
  'max_size',
  'no_wait',
  'wait',
]);

type Draft = { -readonly [F in keyof TablespaceStatement]: TablespaceStatement[F] };

/** The rest of CREATE, ALTER or DROP, at [UNDO] TABLESPACE or LOGFILE GROUP. */
export function parseTablespace(p: Parser, action: TablespaceStatement['action']): TablespaceStatement {
  const type = parseType(p);
  const draft: Draft = {
    kind: 'TablespaceStatement',
    action,
    type,
    name: p.name(),
    fileAction: '',
    fileType: '',
    file: null,
    logfileGroup: '',
    renameTo: '',
    state: '',
    options: [],
  };
  if (action !== 'drop') parseBody(p, draft);
  const options = parseOptions(p);
  const allowed = type === 'undo tablespace' ? undoOptions : action === 'alter' ? alterOptions : undefined;
  if (allowed !== undefined && !options.every((o) => allowed.has(o.name.toLowerCase()))) p.fail();
  return { ...draft, options };
}

function parseType(p: Parser): TablespaceStatement['type'] {
  if (p.acceptWord(K.LOGFILE)) {
    p.expectWord(K.GROUP);
    return 'logfile group';
  }
  const undo = p.acceptWord(K.UNDO);
  p.expectWord(K.TABLESPACE);
  return undo ? 'undo tablespace' : 'tablespace';
}

function parseBody(p: Parser, draft: Draft): void {
  if (draft.action === 'alter' && p.acceptWord(K.RENAME)) {
    p.expectWord(K.TO);
    draft.renameTo = p.name();
    return;
  }
  if (draft.action === 'alter' && p.acceptWord(K.SET)) {
    draft.state = p.expectOneOf('ACTIVE', 'INACTIVE');
    return;
  }
  const fileAction = draft.action === 'create' ? p.acceptOneOf('ADD') : p.acceptOneOf('ADD', 'DROP');
  if (fileAction !== undefined) {
    draft.fileAction = fileAction;
    draft.fileType = p.expectOneOf('DATAFILE', 'UNDOFILE');
    draft.file = p.string();
  } else if (draft.type !== 'tablespace') p.fail();
  if (p.word === K.USE && p.peekWord() === K.LOGFILE) {
    p.seek(p.i + 2);
    p.expectWord(K.GROUP);
    draft.logfileGroup = p.name();
  }
}

const sizes: ReadonlySet<number> = new Set([
  K.AUTOEXTEND_SIZE,
  K.EXTENT_SIZE,
  K.FILE_BLOCK_SIZE,
  K.INITIAL_SIZE,
  K.MAX_SIZE,
  K.NODEGROUP,
  K.REDO_BUFFER_SIZE,
  K.UNDO_BUFFER_SIZE,
]);

function parseOptions(p: Parser): TableOption[] {
  const options: TableOption[] = [];
  for (;;) {
    const option = parseOption(p);
    if (option === undefined) return options;
    options.push(option);
    if (p.kind === T.Comma) p.next();
  }
}

function parseOption(p: Parser): TableOption | undefined {
  if (sizes.has(p.word)) {
    const name = p.takeName();
    acceptEquals(p);
    if (p.kind === T.Int)
      return { kind: 'TableOption', name, value: literal(p, 'Int', p.integer()), word: '', tables: [] };
    // 10M, and nothing else.
    if (!/^\d+[kmg]$/i.test(p.raw)) p.fail();
    return { kind: 'TableOption', name, value: null, word: p.name(), tables: [] };
  }
  switch (p.word) {
    case K.WAIT:
    case K.NO_WAIT:
      return { kind: 'TableOption', name: p.takeName(), value: null, word: '', tables: [] };
    case K.STORAGE:
      p.next();
      if (p.word !== K.ENGINE) p.fail();
      return parseOption(p);
    case K.ENGINE: {
      const name = p.takeName();
      acceptEquals(p);
      return { kind: 'TableOption', name, value: null, word: engineOf(p), tables: [] };
    }
    case K.COMMENT:
    case K.ENCRYPTION:
    case K.ENGINE_ATTRIBUTE: {
      const name = p.takeName();
      acceptEquals(p);
      return { kind: 'TableOption', name, value: literal(p, 'String', p.string()), word: '', tables: [] };
    }
    default:
      return undefined;
  }
}
