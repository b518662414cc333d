-- for MariaDB alone
-- MariaDB counts nothing of an UPDATE of one table that it sees beforehand to be of no rows.
sh: create table users (id bigint primary key, n int, d decimal(10,3), s varchar(20))
insert into users values (1, 3, 1.5, 'Ann'), (2, null, null, 'bob')
update users set d = 5 where false
update users set d = 5 where id = null
update users set d = 5 where id in (null)
update users set d = 5 where n = 1 and 1 = 0
update users set d = 5 where id = 77
update users set d = 5 where n = 77
update users u join users z on z.id = u.n set u.d = 5 where 1 = 0
update users u join users z on z.id = u.id set u.d = 5 where u.id = null
update users u join users z on z.id = u.id set u.d = 5 where u.id = 77
