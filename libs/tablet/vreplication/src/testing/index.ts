export { TestTarget } from './target.ts';
