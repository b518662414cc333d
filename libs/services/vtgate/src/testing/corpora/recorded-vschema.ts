type Table = { readonly column_vindexes?: readonly { readonly name: string }[] };

/** A recorded VSchema as a document has it: a gate's own listing repeats names and types. */
export function recordedVSchema({
  tables = {},
  ...rest
}: {
  readonly tables?: Readonly<Record<string, object>>;
}): object {
  const cleaned = Object.entries(tables).map(([key, table]) => {
    const { name: _name, column_vindexes, ...others } = table as Table & { readonly name?: string };
    const vindexes = column_vindexes?.map((one) => ({ ...one, type: undefined }));
    return [key, { ...others, ...(vindexes && { column_vindexes: vindexes }) }];
  });
  return { ...rest, tables: Object.fromEntries(cleaned) as object };
}
