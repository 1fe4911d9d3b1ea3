"""Who acts: the person, the device and what the server itself saw of the caller."""

from dataclasses import dataclass

ROLES = ("operator", "dispatcher", "engineer", "expert", "lead", "admin")


@dataclass(frozen=True)
class Actor:
    """`person` is None only for the system itself and for a customer who holds a link."""

    person: str | None
    name: str = ""
    roles: frozenset[str] = frozenset()
    device: str | None = None
    ip: str | None = None
    user_agent: str | None = None

    def may(self, *roles: str) -> bool:
        return "admin" in self.roles or not self.roles.isdisjoint(roles)


SYSTEM = Actor(person=None, name="Onevisit", roles=frozenset({"admin"}))
