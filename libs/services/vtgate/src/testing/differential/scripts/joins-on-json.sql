-- Texts of JSON have a collation by bytes that gives way to a column's, but not to a literal of the column's value.
sh: create table users (id bigint primary key, c1 char(12) collate utf8mb4_0900_ai_ci, c3 json, s varchar(20))
un: create table plain_t (id bigint primary key, c3 json, s varchar(20))
insert into users values (1, 'a', '1', 'NULL'), (2, null, 'null', 'null'), (3, 'null', '"null"', 'x'), (4, '', '""', ''), (5, null, null, null), (6, '12', '"a"', '''a''')
insert into plain_t values (1, '"NULL"', 'NULL'), (2, 'null', 'null'), (3, '"''a''"', '''a'''), (4, null, null), (5, '"''''"', ''''''), (6, '[1]', '1')
insert into users values (7, 'Zoe', null, 'Zoe'), (8, 'x', null, 'É')
insert into plain_t values (7, '"zoe"', 'zoe'), (8, '"é"', 'é')
select u.id, t.id from users u straight_join plain_t t on u.s = json_unquote(t.c3) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on json_unquote(t.c3) in (u.s, u.c1) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on concat(u.s, 'x') = concat(json_unquote(t.c3), 'x') order by 1, 2
select u.id, t.id from users u straight_join plain_t t on t.c3->>'$' = u.s order by 1, 2
select u.id, t.id from users u straight_join plain_t t on t.c3 = u.s order by 1, 2
select u.id, t.id from users u straight_join plain_t t on t.c3->'$' = u.s order by 1, 2
select u.id, t.id from users u straight_join plain_t t on json_extract(t.c3, '$') like u.s order by 1, 2
select u.id, t.id from users u straight_join plain_t t on json_unquote(t.c3) like u.s order by 1, 2
select u.id, (select max(t.id) from plain_t t where t.c3->>'$' = u.s) m from users u order by 1
select u.id from users u where exists (select 1 from plain_t t where json_unquote(t.c3) = u.s) order by 1
select u.id from users u where u.s in (select json_unquote(c3) from plain_t) order by 1
select u.id, t.id from users u straight_join plain_t t on u.s = convert(t.s using latin1) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.s = cast(t.s as char character set latin1) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.s = cast(t.id as char) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.s = hex(t.id) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.s = concat(t.id) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.s = json_type(t.c3) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.s = lower(json_type(t.c3)) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.s = md5(t.s) or u.s = t.s collate utf8mb4_bin order by 1, 2
select u.id, t.id from users u straight_join plain_t t on quote(u.c1) = quote(t.s) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on quote(u.c1) = upper(t.s) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on json_quote(u.s) = json_quote(t.s) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on json_object('a', u.s) = json_object('a', t.s) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on json_array(u.s) = json_array(t.s) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on concat_ws(',', u.c1, u.s) = concat_ws(',', t.s, t.s) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on json_contains(t.c3, json_quote(u.s)) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.s member of (t.c3) order by 1, 2
select u.id, t.id from users u straight_join plain_t t on json_search(t.c3, 'one', u.s) is not null order by 1, 2
select u.id, t.id from users u straight_join plain_t t on u.id = t.id or '' <= u.c1 where (quote(u.c1) <=> json_unquote(t.c3)) is not false order by 1, 2
