import type { Death } from './ddl-drill.ts';

/** Steps of a migration at which a tablet or its mysqld can die; see libs/tablet/onlineddl. */
const steps = [
  'onlineddl.submitted',
  'onlineddl.started',
  'onlineddl.shadow-made',
  'onlineddl.stream-made',
  'vreplication.copy-batch-committed',
  'onlineddl.sentry-made',
  'onlineddl.locked',
  'onlineddl.caught-up',
  'onlineddl.rename-waits',
  'onlineddl.sentry-dropped',
  'onlineddl.renamed',
] as const;

/** Each at each. */
export const allDeaths: readonly Death[] = steps.flatMap((step) => [
  { step, victim: 'tablet' },
  { step, victim: 'mysqld' },
]);
