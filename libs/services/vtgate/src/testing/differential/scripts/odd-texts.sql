-- What a text cannot be written in, and members that are no documents.
sh: create table users (id bigint primary key, s varchar(40), t varchar(20) character set utf8mb3, e enum('x','1','[1]'))
insert into users values (1, 'é', 'abc', '1'), (2, '😀', 'bcd', '[1]'), (3, 'b', 'xbx', 'x'), (4, '', '', null)
select replace(u.t, 'b', w.s) from users u join users w on w.id = u.id + 1 where u.id > 1 order by u.id
select replace(u.t, 'b', w.s) from users u join users w on w.id = u.id + 1 order by u.id
select concat(u.t, w.s), u.t = w.s from users u join users w on w.id = u.id + 1 order by u.id
select json_length(u.e), w.id from users u join users w on w.id = u.id + 1 order by u.id
select json_extract(u.e, concat('$', left(w.s, 0))) from users u join users w on w.id = u.id + 1 where u.id = 2
