"""Statements that are composed once per connection instead of once per request.

Django composes the text of a query with three joins in one to three milliseconds, several times what the
database needs to answer it. The few statements that every request asks are kept as text here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Parameter:
    """The place of a value in a composed statement."""

    name: str


@dataclass(frozen=True, slots=True)
class _Composed:
    """A statement with what turns its rows into model instances."""

    sql: str
    parameters: tuple[Any, ...]
    build: Callable[[Iterable[Sequence[Any]]], Iterator[Any]]


class Prepared(Generic[M]):
    """A query whose values change and whose text does not.

    ``compose`` receives an expression for each of ``names`` and returns the query. It may select related
    rows and annotate. It may not prefetch: one statement is one round trip.
    """

    def __init__(self, compose: "Callable[..., QuerySet[M]]", *names: str) -> None:
        self._compose, self._names = compose, names

    def first(self, **values: Any) -> M | None:
        """Return the first row for these values, or None."""
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> list[M]:
        """Return every row for these values."""
        connection = connections[DEFAULT_DB_ALIAS]
        kept = connection.__dict__.setdefault("_prepared", {})
        composed = kept.get(self)
        if composed is None:
            composed = kept[self] = self._composed(connection)
        parameters = [
            _adapted(values[parameter.name], connection) if isinstance(parameter, _Parameter) else parameter
            for parameter in composed.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(composed.sql, parameters)
            return list(composed.build(cursor.fetchall()))

    def _composed(self, connection: BaseDatabaseWrapper) -> _Composed:
        places = {name: Value(_Parameter(name)) for name in self._names}
        compiler = self._compose(**places).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return _Composed(sql, tuple(parameters), _builder(compiler))


@dataclass(frozen=True, slots=True)
class _Insertion:
    """The statement that inserts a row of a model, with the fields whose values it takes."""

    sql: str
    fields: tuple[Field[Any, Any], ...]
    returned: tuple[Field[Any, Any], ...]


def insert(row: M) -> M:
    """Insert a new row and return it, as ``save(force_insert=True)`` does but without signals.

    Every column gets the value of its field: none may be an expression, or left to a default of the database.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    kept = connection.__dict__.setdefault("_prepared", {})
    insertion = kept.get(type(row))
    if insertion is None:
        insertion = kept[type(row)] = _insertion(row, connection)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in insertion.fields]
    with connection.cursor() as cursor:
        cursor.execute(insertion.sql, values)
        returned = cursor.fetchone() if insertion.returned else ()
    for field, value in zip(insertion.returned, returned, strict=True):
        setattr(row, field.attname, value)
    state = row._state  # noqa: SLF001 - what saving would set
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return row


def _insertion(row: Model, connection: BaseDatabaseWrapper) -> _Insertion:
    options = row._meta  # noqa: SLF001 - how Django is asked for columns
    returned = (options.auto_field,) if options.auto_field is not None else ()
    fields = tuple(field for field in options.local_concrete_fields if field not in returned)
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = returned
    ((sql, _),) = compiler.as_sql()
    return _Insertion(sql, fields, returned)


def _adapted(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """Return the value as the database takes it: SQLite keeps times as text in UTC."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _builder(compiler: SQLCompiler) -> Callable[[Iterable[Sequence[Any]]], Iterator[Any]]:
    """Return what ``ModelIterable`` does with rows, with everything looked up that does not change."""
    select, classes = compiler.select, compiler.klass_info
    annotations = tuple((compiler.annotation_col_map or {}).items())
    if select is None or classes is None:
        raise LookupError("a prepared query returns model instances")
    first, last = classes["select_fields"][0], classes["select_fields"][-1] + 1
    model, names = classes["model"], [column[0].target.attname for column in select[first:last]]
    converters = compiler.get_converters([column[0] for column in select])
    # The stubs are those of a later Django, where it takes one argument more.
    related = get_related_populators(classes, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    def build(rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
        for row in compiler.apply_converters(rows, converters):
            instance = model.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in related:
                populator.populate(row, instance)
            for name, position in annotations:
                setattr(instance, name, row[position])
            yield instance

    return build
