-- on MariaDB too
-- What is cast to bytes is compared by its bytes, beside a column too.
sh: create table users (id bigint primary key, s varchar(30), n int)
sh: create table posts (id bigint, author_id bigint, v varchar(30), primary key (author_id, id))
insert into users values (1, 'Ann', 1), (2, '{b', 2), (3, 'ANN', 3), (4, null, 4)
insert into posts values (1, 1, 'ann'), (2, 1, 'Ann'), (3, 2, 'b'), (4, 4, '20')
select u.id, p.id from users u join posts p on u.s = cast(p.v as binary) order by 1, 2
select u.id, p.id from users u join posts p on u.s = binary p.v order by 1, 2
select u.id, p.id from users u join posts p on u.s < convert(p.v using binary) order by 1, 2
select max(s) = cast('ANN' as binary), min(s) <= cast('2024' as binary), max(s) in (cast('ANN' as binary)), max(s) between cast('A' as binary) and 'zz', coalesce(max(s), cast('x' as binary)) from users where id in (1, 4)
select max(s) = binary 'ann', max(s) = convert('ann' using binary), max(s) = x'616e6e', max(s) = unhex('616e6e'), strcmp(max(s), binary 'ann') from users where id in (1, 4)
select concat(max(s), cast('é' as binary)) = 'annÉ', field(max(s), cast('ANN' as binary)), locate(binary 'N', max(s)), max(s) like binary 'an%' from users where id in (1, 4)
select greatest(max(s), cast('a' as binary)), least(max(s), binary 'a'), nullif(max(s), binary 'ann'), case max(s) when binary 'ann' then 1 else 2 end from users where id in (1, 4)
select left('ABC', max(s)), right('abc', '18446744073709551615'), substr('abc', max(n), '18446744073709551615'), repeat('a', '18446744073709551615'), lpad('a', '18446744073709551615', 'b') from users
