#!/bin/sh
# dump-weights.sh DIRECTORY MYSQL…: asks a mysqld what mysql-weights.mjs packs.
# MYSQL…: the client's command line, e.g. mysql -uroot -S /tmp/mysqld.sock
set -e
directory=$1
shift
ask() { "$@" -N -B -D weights --init-command='set group_concat_max_len = 1000000'; }
"$@" -e "create schema if not exists weights; create table weights.seq (n int unsigned primary key);
  set cte_max_recursion_depth = 2000000;
  insert into weights.seq with recursive s (n) as (select 0 union all select n + 1 from s where n < 1114111)
    select n from s where n not between 0xd800 and 0xdfff"
for collation in utf8mb4_0900_as_cs utf8mb4_unicode_520_ci utf8mb4_unicode_ci utf8mb4_general_ci; do
  echo "select n, hex(weight_string(convert(char(n using utf32) using utf8mb4) collate $collation))
    from seq order by n" | ask "$@" >"$directory/w.$collation"
done
for collation in utf8mb4_0900_ai_ci utf8mb4_unicode_520_ci utf8mb4_general_ci; do
  echo "select n, hex(convert(upper(s) using utf32)), hex(convert(lower(s) using utf32))
    from (select n, convert(char(n using utf32) using utf8mb4) collate $collation as s from seq) t
    where hex(upper(s)) <> hex(s) or hex(lower(s)) <> hex(s) order by n" | ask "$@" >"$directory/case.$collation"
done
echo 'select id, collation_name, character_set_name, pad_attribute, sortlen, is_default
  from information_schema.collations order by id' | ask "$@" >"$directory/collations.tsv"
: >"$directory/cs8.map"; : >"$directory/cs8.case"; : >"$directory/col8"
for charset in $(echo "select character_set_name from information_schema.character_sets
    where maxlen = 1 and character_set_name <> 'binary' order by 1" | ask "$@"); do
  echo "select '$charset', group_concat(hex(convert(char(n using $charset) using utf32)) order by n)
    from seq where n < 256" | ask "$@" >>"$directory/cs8.map"
  echo "select '$charset', group_concat(hex(upper(char(n using $charset))) order by n separator ''),
    group_concat(hex(lower(char(n using $charset))) order by n separator '') from seq where n < 256" |
    ask "$@" >>"$directory/cs8.case"
  for collation in $(echo "select collation_name from information_schema.collations
      where character_set_name = '$charset' order by id" | ask "$@"); do
    echo "select '$collation', group_concat(hex(weight_string(char(n using $charset) collate $collation)) order by n)
      from seq where n < 256" | ask "$@" >>"$directory/col8"
  done
done
"$@" -e 'drop schema weights'
