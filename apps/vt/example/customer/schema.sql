-- Customers and their orders, divided by customer: both rows of a join lie in one shard.
create table customer (
  customer_id bigint not null,
  email varchar(128),
  primary key (customer_id)
) engine = InnoDB;

create table corder (
  order_id bigint not null,
  customer_id bigint not null,
  sku varchar(128) not null,
  price bigint not null,
  primary key (order_id)
) engine = InnoDB;

insert into customer (customer_id, email) values (1, 'alice@domain.com');
insert into customer (customer_id, email) values (2, 'bob@domain.com');
insert into customer (customer_id, email) values (3, 'charlie@domain.com');
insert into customer (customer_id, email) values (4, 'dan@domain.com');
insert into customer (customer_id, email) values (5, 'eve@domain.com');

insert into corder (order_id, customer_id, sku, price) values (1, 1, 'SKU-1001', 100);
insert into corder (order_id, customer_id, sku, price) values (2, 2, 'SKU-1002', 30);
insert into corder (order_id, customer_id, sku, price) values (3, 3, 'SKU-1002', 30);
insert into corder (order_id, customer_id, sku, price) values (4, 4, 'SKU-1002', 30);
insert into corder (order_id, customer_id, sku, price) values (5, 5, 'SKU-1002', 30);
