-- The catalogue: small, read by everyone, kept in one place.
create table product (
  sku varchar(128) not null,
  description varchar(128) not null,
  price bigint not null,
  primary key (sku)
) engine = InnoDB;

insert into product (sku, description, price) values
  ('SKU-1001', 'Monitor', 100),
  ('SKU-1002', 'Keyboard', 30);
