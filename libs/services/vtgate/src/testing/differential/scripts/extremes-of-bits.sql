-- MIN() and MAX() of bits: MariaDB gives them as digits.
-- on MariaDB too
sh: create table users (id bigint primary key, n int, b bit(5))
insert into users values (1, 1, b'11'), (2, 1, b'10101'), (3, 2, null), (4, 2, b'1'), (5, 3, b'1001'), (6, 3, b'11111')
select max(b), min(b), sum(b) from users
select max(u.b), min(v.b) from users u join users v on u.id = v.id
select n, max(b), min(b) from users group by n order by n
select hex(max(b)), bin(min(b)), max(b) + 0 from users
select n, hex(max(b)), bin(min(b)), max(b) + 0 from users group by n order by n
select hex(max(u.b)), min(v.b) + 1 from users u join users v on u.id = v.n
