import { type CreateTable, print } from '@vt/sqlparser';
import { refuse, SchemaDiffError } from '../errors.ts';
import type { DiffHints } from '../hints.ts';
import { applyAlter } from '../table/apply.ts';
import { diffName, type EntityDiff } from './diff-schemas.ts';
import { type Entity, type Leniency, normalized, type Schema, schemaOf } from './schema.ts';

/** Orders that are looked at before giving up. */
const TRIES_MAX = 20_000;

/** The schema after one statement; refuses one that MySQL would refuse. */
export function applyDiff(schema: Schema, diff: EntityDiff, leniency: Leniency = 'none'): Schema {
  const entities = new Map<string, Entity>(schema.entities);
  const name = diffName(diff);
  const existing = entities.get(name);
  switch (diff.kind) {
    case 'CreateTable':
    case 'CreateView':
      if (existing !== undefined) refuse({ kind: 'ApplyDuplicateEntity', entity: name });
      entities.set(name, normalized(diff));
      break;
    case 'AlterTable':
      if (existing?.kind !== 'CreateTable') refuse({ kind: 'ApplyEntityNotFound', entity: name });
      entities.set(name, applyAlter(existing, diff));
      break;
    case 'AlterView':
      if (existing?.kind !== 'CreateView') refuse({ kind: 'ApplyEntityNotFound', entity: name });
      entities.set(name, { ...diff, kind: 'CreateView', orReplace: false, ifNotExists: false });
      break;
    case 'RenameTable':
      renameEntity(entities, name, existing, diff.pairs[0]!.to);
      break;
    default:
      if (existing === undefined) refuse({ kind: 'ApplyEntityNotFound', entity: name });
      entities.delete(name);
  }
  return schemaOf([...entities.values()], leniency);
}

function renameEntity(
  entities: Map<string, Entity>,
  name: string,
  existing: Entity | undefined,
  to: CreateTable['table'],
): void {
  if (existing?.kind !== 'CreateTable') refuse({ kind: 'ApplyEntityNotFound', entity: name });
  entities.delete(name);
  entities.set(to.name, { ...existing, table: to });
}

/**
 * The diffs in an order in which each can be applied to what those before it left. Where foreign key checks may be off
 * (`hints.foreignKeyChecks`), a step that needs it is taken only when no other can be.
 */
export function orderDiffs(from: Schema, diffs: readonly EntityDiff[], hints: DiffHints): EntityDiff[] {
  let tries = 0;
  const walk = (schema: Schema, left: readonly EntityDiff[]): EntityDiff[] | undefined => {
    if (left.length === 0) return [];
    for (const leniency of leniencies(hints)) {
      for (const diff of left) {
        if (leniency !== 'none' && hints.foreignKeyChecks === 'create table first' && diff.kind !== 'CreateTable')
          continue;
        if (++tries > TRIES_MAX) return undefined;
        const next = attempt(schema, diff, leniency);
        const rest =
          next &&
          walk(
            next,
            left.filter((each) => each !== diff),
          );
        if (rest !== undefined) return [diff, ...rest];
      }
    }
    return undefined;
  };
  return (
    walk(from, diffs) ??
    refuse({ kind: 'ImpossibleApplyDiffOrder', conflicting: diffs.map((diff) => print(diff, { upper: true })) })
  );
}

function leniencies(hints: DiffHints): readonly Leniency[] {
  return hints.foreignKeyChecks === 'strict' ? ['none'] : ['none', 'absent parents'];
}

function attempt(schema: Schema, diff: EntityDiff, leniency: Leniency): Schema | undefined {
  try {
    return applyDiff(schema, diff, leniency);
  } catch (error) {
    if (error instanceof SchemaDiffError) return undefined;
    throw error;
  }
}
