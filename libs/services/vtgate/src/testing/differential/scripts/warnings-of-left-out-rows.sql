-- on MariaDB too
-- A row that IGNORE leaves out warns of its values too, by whichever shard's row is in its way; of equal rows each one is told of.
sh: create table owned (id bigint not null, uq int, lk int, seq bigint not null auto_increment, note tinyint, e enum('a','b'), primary key (id), unique key (uq), key (seq))
un: create table uq_idx (uq int primary key, keyspace_id varbinary(16))
un: create table lk_idx (lk int, id bigint, seq bigint, keyspace_id varbinary(16), primary key (lk, id, seq))
insert into owned (id, uq, lk, seq) values (1, 1, 1, 1), (2, 2, 2, 2)
insert ignore into owned (id, uq, lk, seq, note, e) values (5, 1, 7, 11, 1000, 'a'), (6, 6, 7, 12, 1000, 'q')
show warnings
insert ignore into owned (id, uq, lk, seq, note, e) values (8, 8, 7, 21, 1, 'a'), (9, 9, 7, 22, 1, 'b'), (8, 8, 7, 23, 1, null)
show warnings
insert ignore into owned (id, uq, lk, seq, note, e) values (12, 12, 7, 21, 1, 'a'), (12, 12, 7, 21, 1, 'a'), (12, 12, 7, 21, 1, 'a')
show warnings
insert ignore into owned (id, uq, lk, seq, note, e) values (1, 20, 7, 31, 1000, 'a'), (21, 2, 7, 32, 5, 'zz')
show warnings
insert ignore into owned (id, uq, lk, seq, note, e) values (1, 2, 7, 31, 1000, 'a'), (21, 2, 7, 32, 5, null)
show warnings
insert ignore into owned (id, uq, lk, seq, note, e) values (41, 2, 7, 31, 1000, 'zz')
show warnings
insert ignore into owned (id, uq, lk, seq, note) select id + 50, 1, 1, 60 + id, 1000 from owned
show warnings
