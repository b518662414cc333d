export { readCorpus } from './corpus.ts';
