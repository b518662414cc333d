/** A statement as it was sent, without the zero bytes that clients which count a C string's end send after it (mysqlslap): mysqld ends there too. */
export function statementText(sql: Buffer): Buffer {
  let end = sql.length;
  while (end > 0 && sql[end - 1] === 0) end--;
  return end === sql.length ? sql : sql.subarray(0, end);
}
