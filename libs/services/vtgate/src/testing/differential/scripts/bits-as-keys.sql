-- on MariaDB too
-- Bit and hexadecimal literals are numbers where a number's place is told by them, in each row and comparison.
sh: create table users (id bigint primary key, n int)
insert into users values (0x0A, 1), (b'1011', 2)
insert into users values (b'1100', 3)
insert into users values (0b1101, b'11')
select id, n from users order by id
select id, n from users where id = b'1011'
select id, n from users where id = 0x0A
select id, n from users where id in (b'1100', 13, 13) order by id
select id, n from users where id = b'1011' + 0
select id, n from users where b'1100' = id
update users set n = b'111' where id = b'1011'
delete from users where id = b'1100'
replace into users values (b'1011', 9)
insert into users values (b'1101', 5) on duplicate key update n = b'1000'
select id, n from users order by id
