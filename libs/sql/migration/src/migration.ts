import type { Flavor, Statement } from '@vt/sqlparser';
import { parse, print } from '@vt/sqlparser';
import { type DdlStrategy, type DdlStrategySetting, readOptions } from './strategy.ts';

export type DdlAction = 'alter' | 'create' | 'drop' | 'revert';

/** A schema change as it is handed to the tablets. */
export type Migration = {
  readonly uuid: string;
  readonly context: string;
  /** '' where only the tablet knows it: of a revert. */
  readonly table: string;
  readonly strategy: DdlStrategySetting;
  /** What is to be done, without the comment that says all this. */
  readonly statement: Statement;
};

const fields = ['uuid', 'context', 'table', 'strategy', 'options'] as const;

/** The statement with a comment that makes it a migration where a tablet sees it. Values are written in hexadecimal digits. */
export function commentedStatement({ uuid, context, table, strategy, statement }: Migration): string {
  const values = { uuid, context, table, strategy: strategy.strategy, options: strategy.options };
  const words = fields.map((name) => `${name}="${Buffer.from(values[name]).toString('hex')}"`);
  return print({ ...statement, comments: [`/*vt+ ${words.join(' ')} */`] } as Statement);
}

const COMMENT = /^\s*\w+\s*\/\*vt\+\s[^*]*\buuid="[0-9a-f]+"/i;

/** Whether a text may be a migration; quick, for a tablet that is asked with every statement. */
export function looksLikeMigration(sql: string): boolean {
  return COMMENT.test(sql);
}

/** What such a comment says; undefined: the statement is no migration. @throws SqlError for a text that is no statement for a server of this kind. */
export function readMigration(sql: string, flavor: Flavor = 'mysql'): Migration | undefined {
  const statement = parse(sql, { flavor });
  const comments: readonly string[] = 'comments' in statement ? statement.comments : [];
  const directive = comments.find((comment) => comment.startsWith('/*vt+'));
  if (directive === undefined) return undefined;
  const value = (name: (typeof fields)[number]): string => {
    const hex = new RegExp(`\\b${name}="([0-9a-f]*)"`, 'i').exec(directive)?.[1] ?? '';
    return Buffer.from(hex, 'hex').toString('utf8');
  };
  if (value('uuid') === '') return undefined;
  return {
    uuid: value('uuid'),
    context: value('context'),
    table: value('table'),
    strategy: readOptions((value('strategy') || 'direct') as DdlStrategy, value('options')),
    statement: { ...statement, comments: [] } as Statement,
  };
}

/** What a statement does to its table. Undefined: none that is managed. */
export function actionOf(statement: Statement): DdlAction | undefined {
  switch (statement.kind) {
    case 'CreateTable':
    case 'CreateView':
      return 'create';
    case 'AlterTable':
    case 'AlterView':
      return 'alter';
    case 'DropTable':
    case 'DropView':
      return 'drop';
    case 'RevertMigration':
      return 'revert';
    default:
      return undefined;
  }
}

/** Whether a statement is about a view. */
export function isOfView({ kind }: Statement): boolean {
  return kind === 'CreateView' || kind === 'AlterView' || kind === 'DropView';
}
