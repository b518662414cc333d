# One real program of Ruby's mysql2: prints what an application sees. Arguments: port, database.
require 'mysql2'
require 'digest'

port, database = ARGV
options = { host: '127.0.0.1', port: port.to_i, username: 'root', database: database, encoding: 'utf8mb4',
            flags: Mysql2::Client::MULTI_STATEMENTS, init_command: "set @@session.sql_mode = ''" }
$client = Mysql2::Client.new(options)

def show(value)
  return Digest::MD5.hexdigest(value) if value.is_a?(String) && value.bytesize > 100
  value.is_a?(Time) ? value.strftime('%F %T.%6N') : value.inspect
end

def tell(sql, result)
  return puts("#{sql} -> #{$client.affected_rows} #{$client.last_id} #{$client.query_info}") unless result
  rows = result.to_a.map { |row| row.map { |value| show(value) } }
  puts "#{sql} -> #{rows} #{result.fields}"
end

def run(sql)
  tell(sql, $client.query(sql, as: :array))
rescue Mysql2::Error => e
  puts "#{sql} !! #{e.error_number} #{e.sql_state}"
end

def prepared(sql, *values)
  statement = $client.prepare(sql)
  result = statement.execute(*values, as: :array)
  return puts("#{sql} -> #{statement.affected_rows} #{statement.last_id}") unless result
  puts "#{sql} -> #{result.to_a.map { |row| row.map { |value| show(value) } }} #{result.fields}"
rescue Mysql2::Error => e
  puts "#{sql} !! #{e.error_number} #{e.sql_state}"
end

run('delete from dt')
run("insert into dt values (1, -1, 65535, -5, 7, 18446744073709551615, 1.5, 2.25, '123456789012345.12345', '2020-02-03'," \
    " '-10:11:12.345', '2020-02-03 04:05:06.789012', '2020-01-01 00:00:01', 1999, 'ab', 'vär', x'00010203', x'ff00'," \
    " x'00ff', 'text', 'a', 'x,y', '{\"a\": [1, 2]}', b'1010101010')")
run("insert into dt (id, da, dtm) values (2, '0000-00-00', '0000-00-00 00:00:00')")
run('select * from dt where id = 1')
run('select * from dt where id = 2')
prepared('select * from dt where id = ?', 1)
prepared('insert into dt (id, v, dbl, da, bu) values (?, ?, ?, ?, ?)', 3, "é'\\", 2.5, '2020-01-01', 18446744073709551615)
prepared('select v, dbl, da, bu from dt where id = ?', 3)
prepared('insert into dt (id) values (?)', 3)
prepared('select nope from dt where id = ?', 3)
prepared('selec ?', 3)
run("insert into dt (id, bl) values (9, '#{'0123456789' * 2_000_000}')")
run('select bl from dt where id = 9')
run('begin')
run('insert into dt (id, i) values (70, 1), (71, 2), (72, 3), (73, 4)')
run('select count(*), sum(i) from dt')
run('rollback')
run('select count(*) from dt')
tell('several', $client.query('select 1 as a; select 2 as b', as: :array))
puts "more #{$client.store_result.to_a}" while $client.next_result
$client.query('select id from dt order by id', stream: true, cache_rows: false).each { |row| puts "streamed #{row}" }
run('insert ignore into dt (id) values (9)')
puts "warnings #{$client.warning_count}"
puts "server #{$client.server_info[:version].to_i} #{$client.encoding} ping #{$client.ping}"
puts "escaped #{$client.escape("it's")}"
$client.select_db(database)
run('select database()')
run('delete from dt')
