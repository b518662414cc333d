# One real program of Perl's DBD::mysql: prints what an application sees. Arguments: port, database, driver.
use strict;
use warnings;
use DBI;
use Digest::MD5 qw(md5_hex);

my ($port, $database, $driver) = @ARGV;
$driver ||= 'mysql';
my $prefix = lc $driver;
my %options = (PrintError => 0, RaiseError => 0, AutoCommit => 1);
$options{mysql_enable_utf8mb4} = 1 if $driver eq 'mysql';
my $db = DBI->connect("DBI:$driver:database=$database;host=127.0.0.1;port=$port", 'root', '', \%options) or die DBI->errstr;
binmode STDOUT, ':utf8';

sub show {
  return join ',', map { !defined $_ ? 'NULL' : length $_ > 100 ? md5_hex($_) : /[^\x20-\x7e]/ ? join('', map { sprintf '%04x', ord } split //) : $_ } @_;
}

sub run {
  my ($sql, @values) = @_;
  my $statement = $db->prepare($sql);
  my $count = $statement && $statement->execute(@values);
  if (!defined $count) { printf "%s !! %s %s\n", $sql, $db->err, $db->state; return }
  if (!$statement->{NUM_OF_FIELDS}) { printf "%s -> %d %s\n", $sql, $count, $statement->{"${prefix}_insertid"}; return }
  my @columns = (show(@{$statement->{NAME}}), show(@{$statement->{TYPE}}), show(@{$statement->{PRECISION}}), show(map { $_ ? 1 : 0 } @{$statement->{NULLABLE}}));
  my @rows = map { '[' . show(@$_) . ']' } @{$statement->fetchall_arrayref};
  printf "%s -> %s (%s)\n", $sql, join(' ', @rows), join(') (', @columns);
}

run("set sql_mode = ''");
for my $server (0, 1) {
  $db->{"${prefix}_server_prepare"} = $server;
  print "server prepare $server\n";
  run('delete from dt');
  run('insert into dt (id, bu, de, da, t, dtm, y, v, vb, j, dbl, e, s) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', 1,
    '18446744073709551615', '-1.50', '2020-02-03', '-10:11:12.345', '2020-02-03 04:05:06.789012', 1999, "\x{e9}'\\", "a'\\", '{"a": [1, 2]}', 2.25, 'a', 'x,y');
  run('insert into dt (id, da, dtm) values (?, ?, ?)', 2, '0000-00-00', '0000-00-00 00:00:00');
  run('select * from dt where id = ?', 1);
  run('select * from dt where id = ?', 2);
  run('select id, v from dt where id in (?, ?) order by id', 1, 2);
  run('update dt set ti = ? where id = ?', undef, 1);
  run('insert into dt (id) values (?)', 1);
  run('select nope from dt where id = ?', 1);
  run('selec ?', 1);
  $db->begin_work;
  run('insert into dt (id, i) values (70, 1), (71, 2), (72, 3), (73, 4)');
  run('select count(*), sum(i), max(v) from dt');
  $db->rollback;
  run('select count(*) from dt');
  $db->{AutoCommit} = 0;
  run('insert into dt (id, bl) values (?, ?)', 9, '0123456789' x 2_000_000);
  $db->commit;
  $db->{LongReadLen} = 30_000_000;
  run('select bl from dt where id = 9');
  $db->rollback;
  $db->{AutoCommit} = 1;
}
print 'tables ', join(',', map { s/.*\.//r } $db->tables(undef, $database, 'dt', 'TABLE')), "\n";
for my $column (@{$db->column_info(undef, $database, 'dt', '%')->fetchall_arrayref({})}) {
  print join(' ', map { defined $_ ? $_ : '-' } @$column{qw(COLUMN_NAME TYPE_NAME COLUMN_SIZE NULLABLE ORDINAL_POSITION)}), "\n";
}
print 'key ', join(',', $db->primary_key(undef, $database, 'dt')), "\n";
run('insert ignore into dt (id) values (9)');
print 'ping ', $db->ping ? 1 : 0, "\n";
run('delete from dt');
$db->disconnect;
