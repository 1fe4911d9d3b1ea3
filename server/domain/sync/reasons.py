"""Why an op was set aside or needs a look: stable codes, and the sentence each means to a person."""

from types import MappingProxyType

REASONS = MappingProxyType(
    {
        "unreadable": {
            "en": "The server could not read this entry; it is kept byte for byte.",
            "ru": "Сервер не смог прочитать эту запись; она сохранена как есть.",
        },
        "malformed": {
            "en": "The entry is damaged: a needed part is missing or has the wrong form.",
            "ru": "Запись повреждена: нет нужной части или она не того вида.",
        },
        "too_large": {"en": "The entry is larger than 64 kB.", "ru": "Запись больше 64 кБ."},
        "field_of_other_type": {
            "en": "An entry of this kind cannot be written there.",
            "ru": "Запись такого вида сюда не вносится.",
        },
        "value_invalid": {
            "en": "The value does not fit the question.",
            "ru": "Значение не подходит к вопросу.",
        },
        "step_unknown": {
            "en": "The checklist of this visit has no such step.",
            "ru": "В чек-листе этого выезда нет такого шага.",
        },
        "template_unknown": {
            "en": "The answer belongs to another version of the checklist.",
            "ru": "Ответ относится к другой версии чек-листа.",
        },
        "sign_off_invalid": {
            "en": "The sign-off is incomplete, or its number was used for another content.",
            "ru": "Подписание неполное, или его номер уже занят другим содержанием.",
        },
        "visit_unknown": {"en": "There is no such visit.", "ru": "Такого выезда нет."},
        "author_differs": {
            "en": "The entry names another author than the engineer who is signed in.",
            "ru": "В записи указан не тот автор, который вошёл в систему.",
        },
        "not_assigned": {
            "en": "The engineer was never assigned to this visit.",
            "ru": "Инженер никогда не был назначен на этот выезд.",
        },
        "failed": {
            "en": "The server failed on this entry; the fault is in its log.",
            "ru": "Сервер не справился с этой записью; ошибка — в его журнале.",
        },
        "second_value": {
            "en": "A second, different entry came under the same number; the first one stands.",
            "ru": "Под тем же номером пришла другая запись; действует первая.",
        },
        "device_revoked": {
            "en": "It comes from a phone that was withdrawn; a dispatcher decides.",
            "ru": "Запись с отозванного телефона; решает диспетчер.",
        },
        "late_author": {
            "en": "The author was no longer assigned when the entry arrived; it counts.",
            "ru": "Когда запись пришла, автор уже не был назначен; запись учтена.",
        },
        "visit_ended": {
            "en": "The visit had been cancelled or aborted; the entry is kept with it and does not revive it.",
            "ru": "Выезд уже отменён или прерван; запись сохранена при нём и не возобновляет его.",
        },
        "chain_broken": {
            "en": "The entry does not follow the one before it on the phone; it counts.",
            "ru": "Запись не следует за предыдущей на телефоне; она учтена.",
        },
    }
)
