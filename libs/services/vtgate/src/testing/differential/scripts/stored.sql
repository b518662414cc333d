-- A row is where the value is that its column keeps, not where the one is that was written.
sh: create table users (id bigint primary key, name varchar(50), age int, role enum('user','admin','guest') not null default 'user')
sh: create table kv (k varchar(10) primary key, v int, w varchar(5))
sh: create table fixed (k binary(3) primary key, v int)
sh: create table padded (k char(5) primary key, v int)
insert into users values (1,'Ann',30,'admin'),(2,'bob',25,'user'),(3,'cem',null,'guest')
insert into kv values ('10',1,'a'),('9',2,'b'),('080',3,'c'),('80',4,'d')
insert into kv values ('1234567890  ', 6, 'z')
insert into kv values ('1234567890', 6, 'z')
insert into kv values (1e3, 1, 'x'), (1.50, 2, 'y'), (0x41, 3, 'z'), (true, 4, 't')
select * from kv where k = '1.50' or k = 'A' or k = '1000' order by k
insert into users (id) values ('95xyz')
insert into users (id) values ('')
insert into users (id) values (99999999999999999999)
insert ignore into users (id) values ('96xyz'), (99999999999999999999)
insert ignore into users (id, name) values (null, 'nil'), ('77x', 'seven')
select * from users where id in (0, 77, 96, 9223372036854775807) order by id
insert ignore into kv values ('abcdefghijkl', 5, 'z'), (null, 5, 'z')
select * from kv where k = 'abcdefghij'
update users set id = '81abc' where id = 2
set sql_mode = ''
insert into kv values ('12345678901234', 5, 'z') on duplicate key update v = 9
replace into kv values ('1234567890zzz', 7, 'z')
update kv set k = 'qwertyuiopasdf' where k = '9'
select * from kv where k in ('1234567890', 'qwertyuiop') order by k
update users set id = '80abc' where id = 1
select * from users where id = 80
insert into users (id, role) values (100, 'nosuch'), (101, 2), (102, ''), (103, 'nosuch'), (104, ''), (105, '')
show warnings
set sql_mode = default
insert into fixed values ('x', 1), (0x4142, 2), ('wxy', 3)
select hex(k), v from fixed where k = 'x\0\0'
select hex(k), v from fixed where k in ('wxy', 'AB\0') order by v
insert into fixed values ('x\0', 1)
insert into padded values ('ab  ', 1), ('abcde   ', 2), ('  c', 3)
select * from padded where k in ('ab', 'abcde') order by v
insert into padded values ('ab   ', 1)
insert into padded values ('abcdex', 1)
update padded set k = 'zz   ' where v = 1
insert into padded values ('zz', 5)
