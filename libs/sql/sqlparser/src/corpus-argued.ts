/**
 * Corpus cases where we differ on purpose, with the reason. What a MySQL server is said to accept or refuse was tried on 9.7.4
 * by preparing the text ("accepts" is any answer but error 1064).
 */
const accepted = 'MySQL accepts it';
const refuses = 'MySQL 9.7 refuses it (1064)';
const keyCache = 'MySQL finds no variable of the quoted name; the unquoted text is the key cache variable';

export const argued: Readonly<Record<string, string>> = {
  'errors#38': `${accepted}: ESCAPE is not reserved`,
  'errors#39': `${accepted}: STRAIGHT_JOIN takes USING`,
  'invalid#60': `${accepted}: 0b2 is a name`,
  'select_cases#210': `${accepted}: SOUNDS LIKE`,
  'select_cases#297': `${accepted}: { OJ … }`,
  'select_cases#45': 'MySQL refuses the quoted type name of GET_FORMAT',
  'select_cases#921': 'the expected text drops the parentheses of a left BETWEEN and so means something else',
  'select_cases#2105': keyCache,
  'select_cases#2146': keyCache,
  'select_cases#2258': `${accepted}: names have letters of any script`,
  'select_cases#2344': 'MySQL refuses the quoted type name of GET_FORMAT',
  'select_cases#2509': keyCache,
  'select_cases#3365': `${accepted} in a stored program: INTO a local variable`,
  'select_cases#3588': `${accepted}: SOUNDS LIKE`,
  'select_cases#3603': `${accepted}: SOUNDS LIKE`,
  'select_cases#3692': `${accepted}: ALL in aggregates`,
  'errors#43': `${accepted}: after a dot a name may start with a digit`,
  'union_cases#111': "MySQL refuses the INTO in parentheses (1064): it is the whole operation's",
  'valid#547': 'the expected text drops the collation and so sets another one',
  'valid#548': 'the expected text drops the collation and so sets another one',
  'antlr_mysql_examples#555': refuses,
  'antlr_mysql_examples#557': refuses,
  'antlr_mysql_examples#562': refuses,
  'antlr_mysql_examples#847': refuses,
  'antlr_mysql_examples#851': refuses,
  'antlr_mysql_examples#880': refuses,
  'antlr_mysql_examples#897': refuses,
  'antlr_mysql_examples#912': refuses,
  'antlr_mysql_examples#926': refuses,
};
