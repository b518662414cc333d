"""A small shop with SQLAlchemy: metadata, reflection, relations, transactions. Arguments: port, database."""
import sys
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.orm import DeclarativeBase, Session, joinedload, mapped_column, relationship, selectinload

port, database = int(sys.argv[1]), sys.argv[2]
engine = sa.create_engine(f"mysql+pymysql://root@127.0.0.1:{port}/{database}?charset=utf8mb4", pool_size=3, pool_pre_ping=True)


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "sa_customer"
    id = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    name = mapped_column(sa.String(80), nullable=False)
    extra = mapped_column(sa.JSON)
    orders = relationship("Order", back_populates="customer", order_by="Order.id", primaryjoin="Customer.id == foreign(Order.customer_id)")


class Order(Base):
    __tablename__ = "sa_order"
    id = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    customer_id = mapped_column(sa.BigInteger, index=True)
    total = mapped_column(sa.Numeric(12, 2))
    status = mapped_column(sa.Enum("new", "paid", name="status"), default="new")
    at = mapped_column(sa.DateTime)
    customer = relationship("Customer", back_populates="orders", primaryjoin="Customer.id == foreign(Order.customer_id)")


try:
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    Base.metadata.create_all(engine)
    inspector = sa.inspect(engine)
    print("tables", sorted(t for t in inspector.get_table_names() if t.startswith("sa_")))
    print("columns", [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns("sa_order")])
    print("key", inspector.get_pk_constraint("sa_order"), inspector.get_indexes("sa_order"), inspector.get_foreign_keys("sa_order"))
    reflected = sa.MetaData()
    reflected.reflect(engine, only=["sa_customer", "sa_order"])
    print("reflected", sorted(reflected.tables))
    with Session(engine) as session, session.begin():
        session.add_all([Customer(id=1, name="Ann", extra={"a": [1]}), Customer(id=2, name="O'Brien"), Customer(id=3, name="Zoë")])
        session.add_all(Order(id=i, customer_id=i % 3 + 1, total=Decimal(i) + Decimal("0.25"), at=datetime(2024, 1, i)) for i in range(1, 10))
    with Session(engine) as session:
        for customer in session.scalars(sa.select(Customer).options(selectinload(Customer.orders)).order_by(Customer.id)):
            print(customer.id, customer.name, customer.extra, [(o.id, o.total, o.status, o.at) for o in customer.orders])
        for order in session.scalars(sa.select(Order).options(joinedload(Order.customer)).order_by(Order.id).limit(3)).unique():
            print(order.id, order.customer.name)
        print(session.execute(sa.select(Customer.name, sa.func.sum(Order.total)).join(Order, Order.customer_id == Customer.id).group_by(Customer.name).order_by(Customer.name)).all())
        print("window", session.execute(sa.select(sa.func.count()).select_from(sa.select(Order.customer_id).distinct().subquery())).scalar())
    with Session(engine) as session, session.begin():
        session.execute(sa.update(Order).where(Order.customer_id == 1).values(status="paid"))
        with session.begin_nested():
            session.get(Customer, 2, with_for_update=True).name = "Brian"
        try:
            with session.begin_nested():
                session.execute(sa.delete(Order))
                raise RuntimeError("back")
        except RuntimeError as error:
            print("inner", error)
    with Session(engine.execution_options(isolation_level="READ COMMITTED")) as session:
        print("after", session.scalar(sa.select(sa.func.count(Order.id))), session.scalar(sa.select(sa.func.count(Order.id)).where(Order.status == "paid")))
        session.execute(mysql_insert(Customer).values(id=3, name="Zoe").on_duplicate_key_update(name="Zoe"))
        session.commit()
        print("names", session.scalars(sa.select(Customer.name).order_by(Customer.id)).all())
        try:
            session.execute(sa.insert(Customer).values(id=1, name="x"))
        except sa.exc.IntegrityError as error:
            print("duplicate", error.orig.args[0])
finally:
    Base.metadata.drop_all(engine)
    engine.dispose()
