import { parsePartitionDef, parsePartitionDefs } from '../create-table/parse-partition.ts';
import { acceptMariadbIfExists, acceptMariadbIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { PartitionSpec } from './nodes.ts';

type Draft = { -readonly [F in keyof PartitionSpec]: PartitionSpec[F] };

const verbs = [
  'ADD',
  'ANALYZE',
  'CHECK',
  'COALESCE',
  'DISCARD',
  'DROP',
  'EXCHANGE',
  'IMPORT',
  'OPTIMIZE',
  'REBUILD',
  'REORGANIZE',
  'REPAIR',
  'TRUNCATE',
] as const;

/** verb PARTITION …; undefined when the change at the cursor is none of partitions. REMOVE comes only where `last`. */
export function parsePartitionSpec(p: Parser, last = false): PartitionSpec | undefined {
  if (p.word === K.UPGRADE || (last && p.word === K.REMOVE)) {
    const action = p.expectOneOf('UPGRADE', 'REMOVE');
    p.expectWord(K.PARTITIONING);
    return { ...empty, action };
  }
  if (p.options.flavor === 'mariadb' && p.word === K.CONVERT && p.peekWord() !== K.TO) return parseConvert(p);
  if (p.peekWord() !== K.PARTITION) return undefined;
  const verb = p.acceptOneOf(...verbs);
  if (verb === undefined) return undefined;
  p.next();
  const spec: Draft = { ...empty, action: verb };
  read(p, spec);
  return spec;
}

const empty = {
  kind: 'PartitionSpec',
  ifExists: false,
  noWriteToBinlog: false,
  names: [],
  all: false,
  count: '',
  definitions: [],
  table: null,
  validation: '',
  flags: [],
} as const;

function read(p: Parser, spec: Draft): void {
  switch (spec.action) {
    case 'add':
      return readAdd(p, spec);
    case 'drop':
      spec.ifExists = acceptMariadbIfExists(p);
      spec.names = parseNames(p);
      return;
    case 'coalesce':
      readBinlog(p, spec);
      spec.count = p.integer();
      return;
    case 'exchange':
      return readExchange(p, spec);
    case 'reorganize':
      return readReorganize(p, spec);
    case 'discard':
    case 'import':
      readTargets(p, spec);
      p.expectWord(K.TABLESPACE);
      return;
    case 'truncate':
      return readTargets(p, spec);
    default:
      readBinlog(p, spec);
      readTargets(p, spec);
      spec.flags = parseFlags(p, spec.action);
  }
}

function readAdd(p: Parser, spec: Draft): void {
  spec.ifExists = acceptMariadbIfNotExists(p);
  readBinlog(p, spec);
  if (p.acceptWord(K.PARTITIONS)) spec.count = p.integer();
  else spec.definitions = parsePartitionDefs(p);
}

function readExchange(p: Parser, spec: Draft): void {
  spec.names = [p.name()];
  p.expectWord(K.WITH);
  p.expectWord(K.TABLE);
  spec.table = parseTableName(p);
  const word = p.acceptOneOf('WITH', 'WITHOUT');
  if (word === undefined) return;
  p.expectWord(K.VALIDATION);
  spec.validation = word;
}

function readReorganize(p: Parser, spec: Draft): void {
  readBinlog(p, spec);
  if (p.atEnd()) return;
  spec.names = parseNames(p);
  p.expectWord(K.INTO);
  spec.definitions = parsePartitionDefs(p);
}

function readBinlog(p: Parser, spec: Draft): void {
  spec.noWriteToBinlog = p.acceptOneOf('NO_WRITE_TO_BINLOG', 'LOCAL') !== undefined;
}

function readTargets(p: Parser, spec: Draft): void {
  if (p.acceptWord(K.ALL)) spec.all = true;
  else spec.names = parseNames(p);
}

function parseNames(p: Parser): string[] {
  const names = [p.name()];
  while (p.accept(T.Comma)) names.push(p.name());
  return names;
}

/** FOR UPGRADE, QUICK, FAST, MEDIUM, EXTENDED, CHANGED after CHECK; QUICK, EXTENDED, USE_FRM after REPAIR. */
function parseFlags(p: Parser, action: PartitionSpec['action']): string[] {
  const flags: string[] = [];
  if (action !== 'check' && action !== 'repair') return flags;
  for (;;) {
    if (action === 'check' && p.acceptWords(K.FOR, K.UPGRADE)) {
      flags.push('for upgrade');
      continue;
    }
    const flag =
      action === 'check'
        ? p.acceptOneOf('QUICK', 'FAST', 'MEDIUM', 'EXTENDED', 'CHANGED')
        : p.acceptOneOf('QUICK', 'EXTENDED', 'USE_FRM');
    if (flag === undefined) return flags;
    flags.push(flag);
  }
}

/** MariaDB: CONVERT PARTITION p TO TABLE t, CONVERT TABLE t TO PARTITION definition. */
function parseConvert(p: Parser): PartitionSpec {
  p.next();
  const spec: Draft = { ...empty, action: 'convert partition' };
  if (p.acceptWord(K.PARTITION)) {
    spec.names = [p.name()];
    p.expectWord(K.TO);
    p.expectWord(K.TABLE);
    spec.table = parseTableName(p);
    return spec;
  }
  p.expectWord(K.TABLE);
  spec.action = 'convert table';
  spec.table = parseTableName(p);
  p.expectWord(K.TO);
  spec.definitions = [parsePartitionDef(p)];
  return spec;
}
