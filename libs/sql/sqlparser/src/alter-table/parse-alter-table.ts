import type { TableOption } from '../create-table/nodes.ts';
import { atCharset, parseCharsetName, takeCharset } from '../create-table/parse-column-type.ts';
import { parsePartitionOption } from '../create-table/parse-partition.ts';
import { parseTableOption } from '../create-table/parse-table-option.ts';
import { acceptEquals, acceptMariadbIfExists, acceptText } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseNameList, parseTableName } from '../table/parse-name.ts';
import type { AlterOption, AlterSecondary, AlterTable, SimpleAlter } from './nodes.ts';
import { parseAdd } from './parse-add.ts';
import { parseAlterElement, parseChange, parseDrop, parseModify, parseOrderBy, parseRename } from './parse-change.ts';
import { parsePartitionSpec } from './parse-partition-spec.ts';

/** The rest of ALTER TABLE, at TABLE. */
export function parseAlterTable(p: Parser, comments: readonly string[], ignore: boolean): AlterTable {
  p.expectWord(K.TABLE);
  const ifExists = acceptMariadbIfExists(p);
  const table = parseTableName(p);
  skipWait(p);
  const options: AlterOption[] = [];
  const statement = { kind: 'AlterTable', comments, ignore, ifExists, table, options } as const;
  if (!p.atEnd()) {
    do {
      const spec = parsePartitionSpec(p);
      if (spec !== undefined) {
        // Such a change stands alone; only how it is done may be said before it.
        if (!options.every(isModifier)) p.fail();
        return { ...statement, partition: null, partitionSpec: spec };
      }
      const parsed = p.word === K.ADD ? parseAdd(p) : parseOption(p);
      if (parsed === undefined) {
        if (options.length > 0) p.fail();
        break;
      }
      if (Array.isArray(parsed)) options.push(...parsed);
      else options.push(parsed);
    } while (p.accept(T.Comma));
  }
  if (p.word === K.PARTITION) return { ...statement, partition: parsePartitionOption(p), partitionSpec: null };
  return { ...statement, partition: null, partitionSpec: parseRemove(p) };
}

function isModifier(option: AlterOption): boolean {
  if (option.kind === 'SimpleAlter') return option.change.endsWith('validation');
  return option.kind === 'AlterAlgorithm' || option.kind === 'AlterLock';
}

function parseRemove(p: Parser): AlterTable['partitionSpec'] {
  return p.word === K.REMOVE ? (parsePartitionSpec(p, true) ?? null) : null;
}

export function skipWait(p: Parser): void {
  if (p.options.flavor !== 'mariadb') return;
  if (acceptText(p, 'NOWAIT')) return;
  if (acceptText(p, 'WAIT')) p.integer();
}

/** One change; undefined when none is next. */
function parseOption(p: Parser): AlterOption | undefined {
  switch (p.word) {
    case K.ALTER:
      return parseAlterElement(p);
    case K.CHANGE:
      return parseChange(p);
    case K.MODIFY:
      return parseModify(p);
    case K.DROP:
      return parseDrop(p);
    case K.RENAME:
      return parseRename(p);
    case K.ORDER:
      return parseOrderBy(p);
    case K.CONVERT:
      return parseConvert(p);
    case K.ALGORITHM:
    case K.LOCK:
      return parseModifier(p);
    default:
      return parseSimple(p) ?? parseOptions(p);
  }
}

/** ALGORITHM = … or LOCK = …; undefined when neither is next. */
export function parseModifier(p: Parser): AlterOption | undefined {
  if (p.acceptWord(K.ALGORITHM)) {
    acceptEquals(p);
    return { kind: 'AlterAlgorithm', value: parseAlgorithm(p) };
  }
  if (!p.acceptWord(K.LOCK)) return undefined;
  acceptEquals(p);
  return { kind: 'AlterLock', value: parseLock(p) };
}

const algorithms = ['default', 'instant', 'inplace', 'copy'];
const locks = ['default', 'none', 'shared', 'exclusive'] as const;
const ER_UNKNOWN_ALTER_ALGORITHM = 1800;
const ER_UNKNOWN_ALTER_LOCK = 1801;

/** DEFAULT, INSTANT, INPLACE or COPY as written. */
function parseAlgorithm(p: Parser): string {
  const { i } = p;
  const name = p.word === K.DEFAULT ? p.takeName() : p.name();
  const lower = name.toLowerCase();
  if (algorithms.includes(lower) || (lower === 'nocopy' && p.options.flavor === 'mariadb')) return name;
  p.seek(i);
  throw p.refusal(ER_UNKNOWN_ALTER_ALGORITHM, 'HY000', `Unknown ALGORITHM '${name}'`);
}

function parseLock(p: Parser): (typeof locks)[number] {
  const { i } = p;
  const name = p.word === K.DEFAULT ? p.takeName() : p.name();
  const lock = locks.find((known) => known === name.toLowerCase());
  if (lock !== undefined) return lock;
  p.seek(i);
  throw p.refusal(ER_UNKNOWN_ALTER_LOCK, 'HY000', `Unknown LOCK type '${name}'`);
}

function parseConvert(p: Parser): AlterOption {
  p.next();
  p.expectWord(K.TO);
  if (!atCharset(p)) p.fail();
  let charset = 'default';
  if (p.peekWord(p.word === K.CHARSET ? 1 : 2) === K.DEFAULT) p.seek(p.i + (p.word === K.CHARSET ? 2 : 3));
  else charset = takeCharset(p);
  return { kind: 'AlterCharset', charset, collate: parseCollate(p) };
}

function parseCollate(p: Parser): string {
  if (!p.acceptWord(K.COLLATE)) return '';
  acceptEquals(p);
  return parseCharsetName(p);
}

function simple(change: SimpleAlter['change']): SimpleAlter {
  return { kind: 'SimpleAlter', change };
}

function parseSimple(p: Parser): AlterOption | undefined {
  switch (p.word) {
    case K.ENABLE:
    case K.DISABLE: {
      const verb = p.expectOneOf('ENABLE', 'DISABLE');
      p.expectWord(K.KEYS);
      return simple(`${verb} keys`);
    }
    case K.DISCARD:
    case K.IMPORT: {
      const verb = p.expectOneOf('DISCARD', 'IMPORT');
      p.expectWord(K.TABLESPACE);
      return simple(`${verb} tablespace`);
    }
    case K.FORCE:
      p.next();
      return simple('force');
    case K.WITH:
    case K.WITHOUT: {
      if (p.peekWord() !== K.VALIDATION) return undefined;
      const verb = p.expectOneOf('WITH', 'WITHOUT');
      p.next();
      return simple(`${verb} validation`);
    }
    case K.SECONDARY_LOAD:
    case K.SECONDARY_UNLOAD:
      return parseSecondary(p, p.expectOneOf('SECONDARY_LOAD', 'SECONDARY_UNLOAD'));
    default:
      return undefined;
  }
}

function parseSecondary(p: Parser, verb: AlterSecondary['verb']): AlterSecondary {
  const partitions = p.acceptWord(K.PARTITION) ? parseNameList(p) : [];
  const guided = verb === 'secondary_load' && p.acceptWord(K.GUIDED) ? p.expectOneOf('ON', 'OFF') : '';
  return { kind: 'AlterSecondary', verb, partitions, guided };
}

function parseOptions(p: Parser): AlterOption | undefined {
  const options: TableOption[] = [];
  for (let option = parseTableOption(p); option !== undefined; option = parseTableOption(p)) options.push(option);
  return options.length === 0 ? undefined : { kind: 'TableOptions', options };
}
