"""Django's own applications (users, groups, permissions, sessions, the admin site) as a person would use them. Arguments: port, database, folder."""
import os
import sys

port, database, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3]
import pymysql

pymysql.version_info = (2, 2, 7, "final", 0)
pymysql.install_as_MySQLdb()
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.mysql", "HOST": "127.0.0.1", "PORT": port, "USER": "root", "NAME": database, 
                           # Keys reach over shards.
                           "OPTIONS": {"charset": "utf8mb4", "init_command": "SET foreign_key_checks = 0"}}},
    INSTALLED_APPS=["django.contrib." + name for name in ("admin", "auth", "contenttypes", "sessions", "messages")],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}],
    # Hashing passwords well takes long on purpose.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["testserver"],
    SECRET_KEY="x",
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]


def tell(name, work):
    try:
        print(name, work(), flush=True)
    except Exception as error:
        print(name, "FAILED", type(error).__name__, error, flush=True)


def duplicate():
    try:
        User.objects.create_user("ann")
    except IntegrityError as error:
        return error.args[0]


def grouped():
    editors = Group.objects.create(name="editors")
    editors.permissions.set(Permission.objects.filter(content_type__app_label="auth", codename__startswith="change"))
    ann = User.objects.create_user("ann", "ann@example.com", "secret")
    ann.groups.add(editors)
    ann.user_permissions.add(Permission.objects.get(codename="view_session"))
    ann = User.objects.get(username="ann")
    return sorted(ann.get_all_permissions()), ann.has_perm("auth.change_user"), User.objects.with_perm("auth.change_group", backend="django.contrib.auth.backends.ModelBackend").count()


def session():
    store = SessionStore()
    store["cart"] = [1, "Zoë"]
    store.save()
    again = SessionStore(store.session_key)
    again["cart"].append(2)
    again.modified = True
    again.save()
    kept = SessionStore(store.session_key)["cart"]
    again.flush()
    return kept, Session.objects.count()


def site():
    User.objects.create_superuser("root", "root@example.com", "secret")
    client = Client()
    shown = [client.post("/admin/login/?next=/admin/", {"username": "root", "password": "secret"}).status_code]
    for page in ("", "auth/user/", "auth/user/?q=ann&o=-1", "auth/user/?is_staff__exact=1&groups__id__exact=1", "auth/group/1/change/", "auth/user/1/change/", "auth/group/1/delete/"):
        shown.append((page, client.get(f"/admin/{page}").status_code))
    shown.append(client.post("/admin/auth/group/add/", {"name": "readers", "permissions": [1, 2]}).status_code)
    shown.append(client.post("/admin/auth/group/2/change/", {"name": "readers 2", "permissions": [2, 3]}).status_code)
    shown.append(client.post("/admin/auth/user/", {"action": "delete_selected", "_selected_action": [User.objects.get(username="ann").pk], "post": "yes"}).status_code)
    shown.append(client.get("/admin/auth/group/2/history/").status_code)
    log = [(e.action_flag, e.object_repr, e.get_change_message()) for e in LogEntry.objects.order_by("pk").select_related("user")]
    client.post("/admin/logout/")
    return shown, log, User.objects.count(), Session.objects.count()


tell("migrate", lambda: call_command("migrate", verbosity=0))
tell("again", lambda: call_command("migrate", verbosity=0))
tell("tables", lambda: sorted(t for t in connection.introspection.table_names() if t.startswith(("auth", "django")) and not t.endswith(("_seq", "_username"))))
tell("permissions", lambda: [(p.pk, str(p)) for p in Permission.objects.select_related("content_type").order_by("content_type__app_label", "content_type__model", "codename")])
tell("groups", grouped)
tell("duplicate", duplicate)
tell("login", lambda: (authenticate(username="ann", password="secret").email, authenticate(username="ann", password="wrong")))
tell("session", session)
tell("admin", site)
tell("cleared", lambda: call_command("clearsessions"))
tell("deleted", lambda: (Group.objects.all().delete(), Permission.objects.filter(codename="add_group").delete()[0]))
tell("back", lambda: call_command("migrate", "auth", "zero", verbosity=0))
tell("all back", lambda: [call_command("migrate", app, "zero", verbosity=0) for app in ("contenttypes", "sessions")])
with connection.cursor() as cursor:
    cursor.execute("drop table django_migrations")
