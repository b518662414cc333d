"""A small shop with Django: migrations, relations, transactions. Arguments: port, database, folder to write to."""
import os
import sys

port, database, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
import pymysql

pymysql.version_info = (2, 2, 7, "final", 0)
pymysql.install_as_MySQLdb()
package = os.path.join(folder, "vtshop")
os.makedirs(os.path.join(package, "migrations"), exist_ok=True)
open(os.path.join(package, "__init__.py"), "w").close()
open(os.path.join(package, "migrations", "__init__.py"), "w").close()
with open(os.path.join(package, "models.py"), "w") as models:
    models.write(
        """
from django.db import models

class Customer(models.Model):
    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    extra = models.JSONField(null=True)

class Order(models.Model):
    id = models.BigIntegerField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_constraint=False, related_name='orders')
    total = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.BooleanField(default=False)
    at = models.DateTimeField(null=True)
    class Meta:
        indexes = [models.Index(fields=['paid', 'at'], name='paid_at')]
"""
    )
sys.path.insert(0, folder)
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.mysql", "HOST": "127.0.0.1", "PORT": port, "USER": "root", "NAME": database,
                           "OPTIONS": {"charset": "utf8mb4"}}},
    INSTALLED_APPS=["vtshop"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Prefetch, Q, Sum
from vtshop.models import Customer, Order


def say(*values):
    print(*values, flush=True)


try:
    call_command("makemigrations", "vtshop", verbosity=0)
    call_command("migrate", verbosity=0)
    say("tables", sorted(t for t in connection.introspection.table_names() if t.startswith(("vtshop", "django"))))
    with connection.cursor() as cursor:
        say("columns", [(c.name, c.null_ok) for c in connection.introspection.get_table_description(cursor, "vtshop_order")])
        say("constraints", sorted((k, v["columns"], v["unique"]) for k, v in connection.introspection.get_constraints(cursor, "vtshop_order").items() if k in ("PRIMARY", "paid_at")))
    Customer.objects.bulk_create([Customer(id=1, name="Ann", extra={"a": [1]}), Customer(id=2, name="O'Brien"), Customer(id=3, name="Zoë")])
    from datetime import datetime, timezone

    Order.objects.bulk_create([Order(id=i, customer_id=i % 3 + 1, total=f"{i}.25", at=datetime(2024, 1, i, tzinfo=timezone.utc)) for i in range(1, 10)], batch_size=4)
    say([(c.name, c.extra, [(o.id, str(o.total), o.at.isoformat()) for o in c.orders.all()]) for c in Customer.objects.prefetch_related(Prefetch("orders", Order.objects.order_by("id"))).order_by("id")])
    say([(o.id, o.customer.name) for o in Order.objects.select_related("customer").order_by("id")[:3]])
    say(list(Customer.objects.annotate(n=Count("orders"), sum=Sum("orders__total")).order_by("id").values_list("name", "n", "sum")))
    say("exists", Order.objects.filter(Q(total__gt=5) | Q(paid=True), customer__name__startswith="Z").exists())
    with transaction.atomic():
        say("updated", Order.objects.filter(customer_id=1).update(paid=True, total=F("total") + 1))
        try:
            with transaction.atomic():
                Order.objects.all().delete()
                raise RuntimeError("back")
        except RuntimeError as error:
            say("inner", error)
        locked = Customer.objects.select_for_update().get(id=2)
        locked.name = "Brian"
        locked.save()
    say("after", Order.objects.count(), Order.objects.filter(paid=True).count(), list(Order.objects.dates("at", "month")))
    say("created", Customer.objects.get_or_create(id=4, defaults={"name": "New"})[1], Customer.objects.update_or_create(id=4, defaults={"name": "Newer"})[1])
    try:
        Customer.objects.create(id=1, name="x")
    except IntegrityError as error:
        say("duplicate", error.args[0])
    say("deleted", Customer.objects.filter(id=3).delete()[0])
    say("iterated", sum(1 for _ in Order.objects.iterator(chunk_size=2)))
except Exception as error:
    say("FAILED", type(error).__name__, error, getattr(error, "__cause__", ""))
finally:
    with connection.cursor() as cursor:
        for table in ("vtshop_order", "vtshop_customer", "django_migrations"):
            cursor.execute(f"drop table if exists {table}")
    connection.close()
