/**
 * Token kinds. A word is always `Word`; which keyword it is (if any) stands in the token's `word` field. For strings that
 * field holds `StringFlag` bits, for numbers nothing.
 */
export const T = {
  Eof: 0,
  /** Text that is no token: an unterminated string or comment, a stray character. Lexing stops there. */
  Bad: 1,
  Word: 2,
  /** `name`, or "name" under ANSI_QUOTES. */
  Quoted: 3,
  String: 4,
  /** N'text' */
  NString: 5,
  Int: 6,
  Decimal: 7,
  Float: 8,
  /** 0x1F */
  HexNum: 9,
  /** X'1F' */
  HexString: 10,
  /** 0b01 */
  BitNum: 11,
  /** B'01' */
  BitString: 12,
  /** :name */
  Bind: 13,
  /** ::name */
  ListBind: 14,
  /** ? */
  Placeholder: 15,
  /** @name, @'name', @`name`; a lone @ is this with an empty name. */
  UserVar: 16,
  /** @@ */
  AtAt: 17,
  LParen: 18,
  RParen: 19,
  Comma: 20,
  Dot: 21,
  Semicolon: 22,
  Plus: 23,
  Minus: 24,
  Star: 25,
  Slash: 26,
  Percent: 27,
  Caret: 28,
  Tilde: 29,
  Bang: 30,
  Amp: 31,
  AmpAmp: 32,
  Pipe: 33,
  PipePipe: 34,
  Shl: 35,
  Shr: 36,
  Eq: 37,
  NullSafeEq: 38,
  Lt: 39,
  Le: 40,
  Gt: 41,
  Ge: 42,
  Ne: 43,
  /** := */
  Assign: 44,
  /** -> */
  Arrow: 45,
  /** ->> */
  LongArrow: 46,
  LBrace: 47,
  RBrace: 48,
  Colon: 49,
  /** .. in MariaDB's FOR loops */
  DotDot: 50,
} as const;

/** Bits in the `word` field of string-like tokens. */
export const StringFlag = {
  /** The body has a backslash escape or a doubled quote and must be unescaped. */
  Escaped: 1,
  DoubleQuoted: 2,
  /** $$text$$ or $tag$text$tag$: the body is what it is. */
  Dollars: 4,
} as const;
