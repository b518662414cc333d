/** What stood before the current token. */
export const Prev = {
  /** An operator, a keyword, "(" or ",": an operand is expected. */
  Open: 0,
  /** A name or ")": an operator may follow. */
  Value: 1,
  Literal: 2,
  Dot: 3,
  /** Nothing: the first word is read. */
  Start: 4,
} as const;

/** In the place of a keyword's id: the token before was a comma. */
export const COMMA = -1;

/** Flags of one level of parentheses. */
export const Level = {
  /** In the select list of this level's SELECT. */
  List: 1,
  /** The level is a derived table, whose select list keeps its literals. */
  Derived: 2,
  /** In a list of tables. */
  Tables: 4,
} as const;

/** What a token goes into the hash as, beside its text or id, so that tokens of different kinds differ. */
export const As = {
  Function: 1,
  Keyword: 2,
  Sign: 3,
  /** Plus, for a decimal, what its type depends on. */
  Literal: 4,
  List: 5,
  Comment: 6,
  Position: 7,
} as const;

export const DEPTH_MAX = 100;
/** Longer texts are left to the slow path, whose other costs dwarf what the fast one saves. */
export const TEXT_BYTES_MAX = 256 * 1024;
/** The scanner reads up to four bytes at once, and one behind the end. */
export const PADDING_BYTES = 8;
