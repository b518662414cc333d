-- Two comparisons of rows are not the same to MySQL: what stands at a place is ordered and grouped by as that.
sh: create table users (id bigint primary key, n int, d decimal(20,6), j json, tb tinyblob, bl blob, tt tinytext, s varchar(20) collate utf8mb4_bin)
insert into users values (1, 2, 3.5, '[1, 2]', 'x', 'x', 'y', 's'), (2, 3, -14.94, '{"a": 2}', null, 'y', 'z', 's'), (3, null, null, null, null, null, null, null)
select distinct (1, n) < (5, 1) from users order by 1
select distinct if((1, n) < (5, 1), 1, 1) x, n + 1 from users order by x, 2
select (1, n) < (5, 1) x, count(*) from users group by 1
select (1, n) < (5, 1) x, count(*), max(n) from users group by x order by x desc
-- What is written as the gate writes sort keys.
select 0 from users group by 1 + 0
select sum(n), 1.5 + 0 from users group by 1.5 + 0
-- What a column of a derived table stands for need not be one.
with w as (select json_array(a.n) v from users a join users b on a.id = b.n) select (w.v -> '$[0]'), w.v ->> '$[0]' from w
with w as (select json_array(a.n) v from users a join users b on a.id = b.n) select 1 from w where w.v -> '$[0]' = 3
-- Decimals of JSON keep their digits.
select json_merge_preserve(cast(a.d as json), cast(b.n as json)) from users a join users b on a.n = b.id
-- One BLOB or TEXT makes the choice of it one.
select null from users a join users b union select bl from users
select ifnull(a.n, b.bl), if(a.n, b.tb, 1), coalesce(a.s, b.tt), unhex(hex(b.bl)), unhex(hex(b.s)) from users a join users b on a.n = b.id
