const WITH_STRICT = ['NO_ZERO_DATE', 'NO_ZERO_IN_DATE', 'ERROR_FOR_DIVISION_BY_ZERO'];
const TOGETHER = 3135;
const DEPRECATED = 3090;

/** What MySQL says to a new sql_mode, which no shard is asked for. `value`: a SET's text, with its quotes. */
export function sqlModeWarnings(value: string): { readonly code: number; readonly message: string }[] {
  const modes = new Set(
    value
      .replace(/^'|'$/g, '')
      .toUpperCase()
      .split(',')
      .map((one) => one.trim()),
  );
  const strict = modes.has('STRICT_TRANS_TABLES') || modes.has('STRICT_ALL_TABLES');
  const said: { code: number; message: string }[] = [];
  if (!modes.has('TRADITIONAL') && WITH_STRICT.some((mode) => modes.has(mode) !== strict))
    said.push({
      code: TOGETHER,
      message:
        "'NO_ZERO_DATE', 'NO_ZERO_IN_DATE' and 'ERROR_FOR_DIVISION_BY_ZERO' sql modes should be used with strict mode. They will be merged with strict mode in a future release.",
    });
  if (modes.has('PAD_CHAR_TO_FULL_LENGTH'))
    said.push({
      code: DEPRECATED,
      message: "Changing sql mode 'PAD_CHAR_TO_FULL_LENGTH' is deprecated. It will be removed in a future release.",
    });
  return said;
}
