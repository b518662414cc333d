export { adminGrammar } from './admin-grammar.ts';
export { ddlGrammar } from './ddl-grammar.ts';
export { type GenerateOptions, StatementGenerator } from './generate.ts';
export { Generator, type Grammar, randomFrom } from './generator.ts';
export { mariadbGrammar } from './mariadb-grammar.ts';
export { mysql9Grammar } from './mysql9-grammar.ts';
export { Random } from './random.ts';
