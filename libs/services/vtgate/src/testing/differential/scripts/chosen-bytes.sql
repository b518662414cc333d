-- A BINARY that IF or COALESCE gives is filled up with zeros beside a number, and so is the number.
sh: create table kv (k varbinary(20) primary key, c binary(4), n int)
insert into kv values ('a', 'abcd', 1), ('b', null, 2), ('c', 'x', 5)
select if(n, c, 1) from kv union all select 1
select coalesce(c, 1) from kv union all select n from kv
select case when n > 1 then c else 1 end from kv union select 1
select c from kv union all select 1
select if(n, c, 1) from kv union all select 'z'
