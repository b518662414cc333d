# A small shop with Rails' ActiveRecord: migrations, the schema's dump, relations, transactions. Arguments: port, database, prepared or text.
require 'active_support/all'
require 'active_record'
require 'stringio'

port, database, form = ARGV
ActiveRecord::Migration.verbose = false
ActiveRecord::Base.establish_connection(
  adapter: 'mysql2', host: '127.0.0.1', port: port.to_i, username: 'root', database: database,
  encoding: 'utf8mb4', pool: 3, prepared_statements: form == 'prepared'
)

def connection
  ActiveRecord::Base.connection
end

# Errors by class: their words name the database.
def step(name)
  value = yield
  value = value.class unless [Array, Hash, Integer, String, Float, BigDecimal, Time, true, false, nil].any? { |kind| kind === value }
  puts "#{name}: #{value.inspect}"
rescue ActiveRecord::ActiveRecordError => e
  puts "#{name}: #{e.class} #{e.cause.error_number if e.cause.respond_to?(:error_number)}"
end

class CreateShop < ActiveRecord::Migration[6.1]
  def change
    create_table :ar_customers, id: :bigint, default: nil do |t|
      t.string :name, limit: 60, null: false
      t.decimal :credit, precision: 12, scale: 4, default: 0
      t.json :meta
      t.binary :picture, limit: 16_777_215
      t.datetime :seen_at, precision: 6
      t.date :born
      t.boolean :active, default: true
      t.bigint :points, unsigned: true
      t.integer :lock_version, default: 0
      t.timestamps
      t.index %i[name born]
    end
    create_table :ar_orders, id: :bigint, default: nil do |t|
      t.bigint :customer_id
      t.decimal :amount, precision: 10, scale: 2
      t.text :note
      t.index :customer_id
    end
  end
end

class ChangeShop < ActiveRecord::Migration[6.1]
  def up
    add_column :ar_orders, :state, :string, default: 'new'
    change_column :ar_orders, :note, :text, limit: 16_777_215
    add_index :ar_orders, %i[state customer_id], name: 'by_state'
    rename_column :ar_orders, :amount, :total
    change_column_null :ar_orders, :customer_id, false
    add_check_constraint :ar_orders, 'total >= -1000', name: 'not_too_little'
    change_column_comment :ar_orders, :state, 'where it is'
    change_table_comment :ar_orders, 'orders'
  end
end

class Customer < ActiveRecord::Base
  self.table_name = 'ar_customers'
  has_many :orders, -> { order(:id) }, foreign_key: :customer_id
end

class Order < ActiveRecord::Base
  self.table_name = 'ar_orders'
  belongs_to :customer
end

TABLES = %w[ar_orders ar_customers schema_migrations ar_internal_metadata].freeze
TABLES.each { |name| connection.drop_table(name, if_exists: true) }
step('bookkeeping') { ActiveRecord::SchemaMigration.create_table || ActiveRecord::InternalMetadata.create_table }
step('create') { CreateShop.migrate(:up) && nil }
step('change') { ChangeShop.new.up && nil }
step('version') { ActiveRecord::SchemaMigration.create!(version: '20240101') && ActiveRecord::SchemaMigration.all_versions }
step('environment') { ActiveRecord::InternalMetadata[:environment] = 'test' && ActiveRecord::InternalMetadata[:environment] }
step('advisory lock') { [connection.get_advisory_lock(12_345), connection.release_advisory_lock(12_345)] }
step('tables') { connection.tables.sort & TABLES }
step('columns') { connection.columns('ar_customers').map { |c| [c.name, c.sql_type, c.null, c.default, c.collation] } }
step('indexes') { connection.indexes('ar_orders').map { |i| [i.name, i.columns, i.unique, i.using] } }
step('checks') { connection.check_constraints('ar_orders').map { |c| [c.name, c.expression] } }
step('keys') { [connection.primary_keys('ar_orders'), connection.foreign_keys('ar_orders'), connection.table_options('ar_orders')] }
step('dump') do
  ActiveRecord::SchemaDumper.ignore_tables = connection.tables - %w[ar_orders ar_customers]
  StringIO.new.tap { |out| ActiveRecord::SchemaDumper.dump(connection, out) }.string
end

at = Time.utc(2024, 3, 31, 1, 30, 0.123456r)
step('customers') do
  (1..10).each do |i|
    Customer.create!(
      id: i, name: "Zoë #{i} 🦀", credit: '1234.5678', meta: { 'a' => [1, nil, { 'b' => '😀' }] }, seen_at: at,
      picture: i.even? ? "\x00\xff'\\".b : nil, born: Date.new(2000, 2, 29), points: 18_446_744_073_709_551_615 - i,
      created_at: at, updated_at: at
    )
  end && nil
end
step('orders') { Order.insert_all((1..40).map { |i| { id: i, customer_id: 1 + i % 10, total: i * 1.25, note: 'n' * i } }) && Order.count }
step('upsert') { Order.upsert_all([{ id: 1, customer_id: 2, total: 7, note: 'up' }, { id: 41, customer_id: 2, total: 8, note: 'new' }]) && Order.find(1).attributes }
step('read') { Customer.find(2).attributes }
step('preload') { Customer.includes(:orders).order(:id).limit(3).map { |c| [c.id, c.orders.map(&:id)] } }
step('joined') { Customer.eager_load(:orders).where('ar_orders.total > ?', 30).order('ar_customers.id', 'ar_orders.id').limit(2).map { |c| [c.id, c.orders.map(&:id)] } }
step('sums') { Customer.joins(:orders).group('ar_customers.name').order('sum_total desc', 'ar_customers.name').limit(3).sum(:total) }
step('counts') { Customer.left_joins(:orders).group(:id).order(:id).count('ar_orders.id') }
step('calculations') { [Customer.sum(:credit), Customer.average(:credit), Customer.maximum(:seen_at), Customer.minimum(:born), Order.distinct.count(:customer_id)] }
step('pluck') { Order.where(customer_id: [1, 2, 3]).order(id: :desc).offset(2).limit(3).pluck(:id, :total, :state) }
step('batches') { Order.find_in_batches(batch_size: 7).map(&:size) }
step('nested') do
  ActiveRecord::Base.transaction do
    Customer.find(1).update!(name: 'outer')
    ActiveRecord::Base.transaction(requires_new: true) do
      Customer.find(2).update!(name: 'inner')
      raise ActiveRecord::Rollback
    end
    Customer.order(:id).limit(2).pluck(:name)
  end
end
step('serializable') { ActiveRecord::Base.transaction(isolation: :serializable) { Customer.count } }
step('stale') do
  mine, other = Customer.find(3), Customer.find(3)
  mine.update!(name: 'mine')
  other.update!(name: 'other')
end
step('duplicate') { Customer.create!(id: 1, name: 'again') }
step('too long') { Customer.create!(id: 99, name: 'x' * 100) }
step('null') { connection.execute('insert into ar_customers (id, name) values (98, null)') }
step('check') { connection.execute('insert into ar_orders (id, customer_id, total) values (97, 1, -5000)') }
step('no column') { Order.where(nosuch: 1).to_a }
step('no table') { connection.execute('select * from nosuch') }
step('syntax') { connection.execute('selec 1') }
step('locked') { ActiveRecord::Base.transaction { Customer.lock('FOR UPDATE SKIP LOCKED').order(:id).limit(2).pluck(:id) } }
step('counters') { Customer.update_counters(5, points: -5) && Customer.find(5).points }
step('subquery') { Order.where(customer_id: Customer.select(:id).where(active: true)).count }
step('union') { connection.select_rows('(select id from ar_orders where id < 3) union all (select id from ar_customers where id < 3) order by id') }
step('blob') do
  bytes = Random.new(1).bytes(2_000_000)
  Customer.find(7).update!(picture: bytes)
  Customer.find(7).picture == bytes
end
step('reset') { connection.reset! && connection.active? }
step('reconnect') { connection.reconnect! && connection.select_value('select 1') }
step('dropped') { TABLES.each { |name| connection.drop_table(name) } && connection.table_exists?('ar_orders') }
