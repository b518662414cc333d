/** What differs between the servers, as far as statements are made of it. */
export type Dialect = {
  /** Whether the server knows what a production is made of. */
  readonly knows: (production: string) => boolean;
  /** A definition of a table with the server's names of collations. */
  readonly ddl: (text: string) => string;
};

/** The last: rows in order, which it takes for false where one of their columns is NULL, and so drops rows of outer joins. */
const NOT_MARIADB =
  /\bas json\b|member of|jsoncol|json_overlaps|regexp_like|as datetime\(3\)|json_arrayagg|^lateral$|\) < \(/;

export const DIALECTS: Readonly<Record<'mysql' | 'mariadb', Dialect>> = {
  mysql: { knows: () => true, ddl: (text) => text },
  mariadb: {
    knows: (production) => !NOT_MARIADB.test(production),
    ddl: (text) =>
      text
        .replaceAll('utf8mb4_0900_bin', 'utf8mb4_nopad_bin')
        .replaceAll('utf8mb4_0900_ai_ci', 'utf8mb4_unicode_520_ci'),
  },
};
