export { Applier } from './applier.ts';
export { everyTypeTable } from './every-type.ts';
export { isRefused, RandomWriter } from './random-writer.ts';
