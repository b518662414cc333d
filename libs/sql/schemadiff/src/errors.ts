/** What may be wrong with a schema or a change; the fields say where. */
export type Problem =
  | {
      readonly kind: 'ApplyColumnAfterNotFound' | 'ApplyColumnNotFound' | 'ApplyDuplicateColumn';
      readonly table: string;
      readonly column: string;
    }
  | {
      readonly kind: 'ApplyConstraintNotFound' | 'ApplyDuplicateConstraint';
      readonly table: string;
      readonly constraint: string;
    }
  | { readonly kind: 'ApplyDuplicateEntity' | 'ApplyEntityNotFound'; readonly entity: string }
  | {
      readonly kind: 'ApplyDuplicateKey' | 'ApplyKeyNotFound' | 'DuplicateKeyName';
      readonly table: string;
      readonly key: string;
    }
  | {
      readonly kind: 'ApplyDuplicatePartition' | 'ApplyPartitionNotFound';
      readonly table: string;
      readonly partition: string;
    }
  | { readonly kind: 'ApplyNoPartitions'; readonly table: string }
  | {
      readonly kind: 'DuplicateCheckConstraintName' | 'DuplicateForeignKeyConstraintName';
      readonly table: string;
      readonly constraint: string;
    }
  | {
      readonly kind: 'EnumValueOrdinalChanged';
      readonly table: string;
      readonly column: string;
      readonly value: string;
    }
  | {
      readonly kind: 'ForeignKeyColumnCountMismatch';
      readonly table: string;
      readonly constraint: string;
      readonly columnCount: number;
      readonly referencedTable: string;
      readonly referencedColumnCount: number;
    }
  | {
      readonly kind: 'ForeignKeyColumnTypeMismatch';
      readonly table: string;
      readonly constraint: string;
      readonly column: string;
      readonly referencedTable: string;
      readonly referencedColumn: string;
    }
  | {
      readonly kind: 'ForeignKeyNonexistentReferencedTable' | 'ForeignKeyReferencesView';
      readonly table: string;
      readonly referencedTable: string;
    }
  | { readonly kind: 'ImpossibleApplyDiffOrder'; readonly conflicting: readonly string[] }
  | {
      readonly kind: 'InvalidColumnInCheckConstraint' | 'InvalidColumnInForeignKeyConstraint';
      readonly table: string;
      readonly constraint: string;
      readonly column: string;
    }
  | {
      readonly kind: 'InvalidColumnInGeneratedColumn';
      readonly table: string;
      readonly column: string;
      readonly generatedColumn: string;
    }
  | { readonly kind: 'InvalidColumnInKey'; readonly table: string; readonly column: string; readonly key: string }
  | { readonly kind: 'InvalidColumnInPartition'; readonly table: string; readonly column: string }
  | {
      readonly kind: 'InvalidReferencedColumnInForeignKeyConstraint';
      readonly table: string;
      readonly constraint: string;
      readonly referencedTable: string;
      readonly referencedColumn: string;
    }
  | {
      readonly kind: 'InvalidColumnReferencedInView';
      readonly view: string;
      readonly column: string;
      readonly ambiguous: boolean;
    }
  | { readonly kind: 'InvalidStarExprInView'; readonly view: string }
  | {
      readonly kind: 'MissingForeignKeyReferencedIndex';
      readonly table: string;
      readonly constraint: string;
      readonly referencedTable: string;
    }
  | {
      readonly kind: 'MissingPartitionColumnInUniqueKey';
      readonly table: string;
      readonly column: string;
      readonly key: string;
    }
  | { readonly kind: 'IndexNeededByForeignKey'; readonly table: string; readonly key: string }
  | {
      readonly kind: 'NonDeterministicDefault';
      readonly table: string;
      readonly column: string;
      readonly function: string;
    }
  | { readonly kind: 'SubsequentDiffRejected'; readonly table: string; readonly diffs: readonly string[] }
  | { readonly kind: 'UnknownColumnCharsetCollation'; readonly column: string; readonly charset: string }
  | { readonly kind: 'UnknownColumnCollationCharset'; readonly column: string; readonly collation: string }
  | { readonly kind: 'UnsupportedAlterOperation'; readonly table: string; readonly statement: string }
  | { readonly kind: 'UnsupportedStatement'; readonly statement: string }
  | { readonly kind: 'ViewDependencyUnresolved'; readonly view: string; readonly missing: readonly string[] };

/** A refusal of this library; `problem` has its facts. */
export class SchemaDiffError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(textOf(problem));
    this.name = 'SchemaDiffError';
    this.problem = problem;
  }
}

export function refuse(problem: Problem): never {
  throw new SchemaDiffError(problem);
}

const q = (name: string) => `\`${name.replaceAll('`', '``')}\``;

function textOf(p: Problem): string {
  switch (p.kind) {
    case 'ForeignKeyNonexistentReferencedTable':
      return `table ${q(p.table)} foreign key references nonexistent table ${q(p.referencedTable)}`;
    case 'ForeignKeyReferencesView':
      return `table ${q(p.table)} foreign key references view ${q(p.referencedTable)}`;
    case 'ViewDependencyUnresolved':
      return `view ${q(p.view)} has unresolved/loop dependencies: ${p.missing.map(q).join(', ')}`;
    case 'ImpossibleApplyDiffOrder':
      return `no valid applicable order for diffs. Diffs found conflicting: ${p.conflicting.join('; ')}`;
    case 'UnsupportedStatement':
      return `unsupported statement: ${p.statement}`;
    case 'UnsupportedAlterOperation':
      return `unsupported operation in ALTER TABLE ${q(p.table)}: ${p.statement}`;
    case 'SubsequentDiffRejected':
      return `multiple changes not allowed on table ${q(p.table)}. Found: ${p.diffs.join('; ')}`;
    case 'ApplyDuplicateEntity':
      return `duplicate entity ${q(p.entity)}`;
    case 'ApplyEntityNotFound':
      return `entity ${q(p.entity)} not found`;
    default:
      return described(p);
  }
}

/** `invalid column in key: table t, column c, key k` for all others. */
function described(problem: Problem): string {
  const { kind, ...fields } = problem;
  const words = kind.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const facts = Object.entries(fields).map(
    ([name, value]) =>
      `${name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()} ${typeof value === 'string' ? q(value) : String(value)}`,
  );
  return `${words}: ${facts.join(', ')}`;
}
