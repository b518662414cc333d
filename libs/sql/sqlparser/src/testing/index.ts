export { ddlGrammar } from './ddl-grammar.ts';
export { Generator, type Grammar, randomFrom } from './generator.ts';
