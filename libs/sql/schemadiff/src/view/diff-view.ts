import { type AlterView, type CreateView, equals } from '@vt/sqlparser';

/** A view as MySQL keeps it: nothing said that holds anyway. */
export function normalizeView(view: CreateView): CreateView {
  return {
    ...view,
    comments: [],
    orReplace: false,
    algorithm: view.algorithm.toLowerCase() === 'undefined' ? '' : view.algorithm,
    security: view.security.toLowerCase() === 'definer' ? '' : view.security,
  };
}

/** The ALTER VIEW that makes `from` into `to`, both normalized, their names not compared; undefined when they are the same. */
export function diffView(from: CreateView, to: CreateView): AlterView | undefined {
  if (equals(from, { ...to, view: from.view, ifNotExists: from.ifNotExists })) return undefined;
  const { orReplace: _orReplace, ifNotExists: _ifNotExists, ...body } = to;
  return { ...body, kind: 'AlterView', view: from.view };
}
