import { type Expr, type Node, rewrite, type Statement, visit } from '@vt/sqlparser';
import { decodeColumnDefinition, decodeTextRow, encodeTextRow, type ResultSink, RowAssembler } from '@vt/sqltypes';
import type { VSchema } from '@vt/vschema';
import type { StatementRun } from './statement.ts';

const SCHEMA_COLUMN = /(?:^|_)schema(?:_name)?$|^db$/i;

/**
 * A question to information_schema and its like names keyspaces, and a mysqld knows them by other names: they are written into its
 * conditions, and back into the columns of the answer that hold schema names.
 */
export function translateSystemSchemas(
  run: StatementRun,
  statement: Statement,
): { statement: Statement; sink: ResultSink } {
  if (!readsSystemSchema(statement, run.session.target.keyspace)) return { statement, sink: run.sink };
  const vschema = run.deps.vschema();
  return {
    statement: rewrite(statement, (node) => translateCondition(node, vschema)),
    sink: namesBack(run.sink, vschema),
  };
}

function readsSystemSchema(statement: Statement, selected: string): boolean {
  let found = false;
  visit(statement, (node) => {
    if (node.kind === 'TableName' && isSystem(node.qualifier || selected)) found = true;
    return !found;
  });
  return found;
}

function isSystem(name: string): boolean {
  return ['information_schema', 'mysql', 'performance_schema', 'sys'].includes(name.toLowerCase());
}

function translateCondition(node: Node, vschema: VSchema): Node {
  if (node.kind !== 'ComparisonExpr') return node;
  const about = isSchemaColumn(node.left) || isSchemaColumn(node.right);
  if (!about) return node;
  return { ...node, left: translateValue(node.left, vschema), right: translateValue(node.right, vschema) };
}

function isSchemaColumn(expr: Expr): boolean {
  return expr.kind === 'ColName' && SCHEMA_COLUMN.test(expr.name);
}

function translateValue(expr: Expr, vschema: VSchema): Expr {
  if (expr.kind === 'ValTuple') return { ...expr, exprs: expr.exprs.map((item) => translateValue(item, vschema)) };
  if (expr.kind !== 'Literal' || expr.type !== 'String' || !vschema.keyspaces.has(expr.value)) return expr;
  return { ...expr, value: `vt_${expr.value}` };
}

function namesBack(target: ResultSink, vschema: VSchema): ResultSink {
  const names = new Map([...vschema.keyspaces.keys()].map((name) => [`vt_${name}`, Buffer.from(name)]));
  const assembler = new RowAssembler();
  let count = 0;
  let schemaColumns: readonly number[] = [];
  const sink: ResultSink = {
    onDrain: undefined,
    columns(definitions, format) {
      count = definitions.length;
      const fields = definitions.map(decodeColumnDefinition);
      schemaColumns = fields.flatMap(({ name, orgName }, i) =>
        SCHEMA_COLUMN.test(orgName || name) || SCHEMA_COLUMN.test(name) ? [i] : [],
      );
      target.columns(definitions, format);
    },
    rows(packets) {
      if (schemaColumns.length === 0) return target.rows(packets);
      const out: Buffer[] = [];
      assembler.push(packets, (bytes, start) => {
        const row = [...decodeTextRow(bytes, start, count)];
        for (const column of schemaColumns) {
          const value = row[column];
          if (value) row[column] = names.get(Buffer.from(value).toString()) ?? value;
        }
        out.push(encodeTextRow(row));
      });
      return out.length === 0 || target.rows(Buffer.concat(out));
    },
    end: (ok, more) => target.end(ok, more),
    error: (error) => target.error(error),
  };
  target.onDrain = () => sink.onDrain?.();
  return sink;
}
