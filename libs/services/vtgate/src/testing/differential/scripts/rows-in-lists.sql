-- Of a list of several rows each column is compared as the one on the left, whose collation no other makes illegal.
sh: create table users (id bigint primary key, n int, s varchar(20) collate utf8mb4_general_ci, t varchar(20) collate utf8mb4_unicode_ci, d decimal(6,2), b bigint, bt bit(8), m datetime(3), j json)
insert into users values (1, 2, 'a', 'A', 1.40, 9223372036854775807, b'1000001', '2024-02-29 23:59:58.550', '{}'), (2, 3, 'b', 'B', 2.00, 12, b'0', '2024-01-01 00:00:00.000', '[1]'), (3, null, 'x', null, null, null, null, null, null)
select (a.s, a.n) in ((b.t, 2), ('x', 2)) from users a join users b on a.n = b.id order by a.id
select (a.n, b.n) in ((2.4, 3), (5, 6)), (a.n, b.n) in ((2.4, 3)) from users a join users b on a.n = b.id order by a.id
select (a.s, b.d) not in (('A' collate utf8mb4_bin, 1.4), (b.t, 2)) from users a join users b on a.n = b.id order by a.id
-- A constant text beside a BIGINT column is an integer.
select a.id from users a join users b on a.n = b.id where a.b = if(b.id > 0, '9223372036854775806', '5') or a.b + b.n < 0 order by 1
select case when b.id > 0 then a.b = '9223372036854775806' end from users a join users b on a.n = b.id order by a.id
-- What is not read where another argument is NULL is no error.
select json_extract(nullif(a.j, b.j), '$.'), left(nullif(a.n, b.id), json_length(concat(b.s, 'x'))) from users a join users b on a.n = b.id order by a.id
select hex(if(a.n > b.n, a.bt, null)), date_format('2024-00-10', concat('%Y', b.s)), week(a.m, -b.n), unix_timestamp(a.m) << b.n, round(a.b, concat('-', b.n)) from users a join users b on a.n = b.id order by a.id
