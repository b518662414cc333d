export { corpusPath, readCorpus } from './corpus.ts';
