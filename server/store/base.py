"""The declarative base and the column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC as UTC_ZONE
from datetime import datetime
from typing import Annotated, Any, dataclass_transform

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTC(TypeDecorator[datetime]):
    """An aware moment. SQLite drops the zone, so a naive value is refused on the way in and UTC is put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time without zone must not reach the database: {value}")
        return value.astimezone(UTC_ZONE)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC_ZONE) if value.tzinfo is None else value.astimezone(UTC_ZONE)


Json = sa.JSON().with_variant(JSONB(), "postgresql")
JsonObject = dict[str, Any]
JsonList = list[Any]

Id = Annotated[str, mapped_column(sa.Uuid(as_uuid=False))]
Key = Annotated[str, mapped_column(sa.Uuid(as_uuid=False), primary_key=True)]


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Every table. Constructors take keywords only, so that a new column never shifts a value."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as a plain class attribute
        datetime: UTC(),
        JsonObject: Json,
        JsonList: Json,
        str: sa.Text(),
    }


def reference(target: str, *, index: bool = True, **column: Any) -> Any:
    """A foreign key column to `table.id`; indexed, since PostgreSQL does not index the referring side."""
    return mapped_column(sa.Uuid(as_uuid=False), sa.ForeignKey(target), index=index, **column)
