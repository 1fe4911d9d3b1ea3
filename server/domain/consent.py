"""The words a customer agrees to on the screen, by id and version. A released version never changes; a change is a new version."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Wording:
    """A text in both languages, as acts record it."""

    id: str
    version: str
    en: str
    ru: str

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "version": self.version, "text": {"en": self.en, "ru": self.ru}}


CLAUSES = MappingProxyType(
    {
        ("on-screen-signature", "1"): Wording(
            "on-screen-signature",
            "1",
            en=(
                "Under the service contract the parties agree that a signature made on the screen of the contractor's "
                "device, in the contractor's system, equals a signature by hand. The signer is the person whose name "
                "is typed and who is known on site or has shown a document. Each party keeps its means of access secret."
            ),
            ru=(
                "По договору обслуживания стороны признают подпись, поставленную на экране устройства исполнителя в его "
                "системе, равной собственноручной. Подписавшим считается лицо, чьё имя введено и которое известно на "
                "объекте либо предъявило документ. Каждая сторона хранит в тайне свои средства доступа."
            ),
        )
    }
)
CONSENTS = MappingProxyType(
    {
        ("sign-on-screen", "1"): Wording(
            "sign-on-screen",
            "1",
            en=(
                "I have seen what is listed above and had the chance to try the result. I sign on this screen and agree "
                "that my name, position and signature are kept with this act."
            ),
            ru=(
                "Мне показали перечисленное выше, я мог(ла) проверить результат. Я подписываю на этом экране и согласен(на), "
                "что имя, должность и подпись хранятся вместе с этим актом."
            ),
        )
    }
)
CURRENT_CONSENT = CONSENTS["sign-on-screen", "1"]


def get_clause(clause: str, version: str) -> Wording:
    """Raises KeyError: a contract names a clause that this version of the product does not have."""
    return CLAUSES[clause, version]
