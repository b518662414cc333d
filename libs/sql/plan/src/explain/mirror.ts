import type { Mirror } from '../nodes/mirror.ts';
import type { Explain } from './explain.ts';

export const explainMirror: Explain<Mirror> = ({ percent, input, target }, inner) => ({
  OperatorType: 'Mirror',
  Variant: 'PercentBased',
  Percent: percent,
  ...('refusal' in target && { Refused: target.refusal }),
  Inputs: [inner(input), ...('refusal' in target ? [] : [inner(target)])],
});
