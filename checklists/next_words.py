"""Why a step is next, in English and Russian; the same words as in pwa/src/lib/checklist/next-words.ts."""

Text = dict[str, str]

DISPUTED = {
    "en": "The answers differ. Look again and keep one",
    "ru": "Ответы расходятся. Проверьте ещё раз и оставьте один",
}
FAILED = {
    "en": "It failed. Put it right and check again",
    "ru": "Не прошло. Устраните и проверьте ещё раз",
}
REQUIRED = {"en": "Needed before sign-off", "ru": "Нужно до подписи"}
PROOF = {"en": "Proves that the service works", "ru": "Подтверждает, что всё работает"}


def say_found(count: int, visits: int, minutes: int) -> Text:
    """Russian counts what follows "из" in the genitive: singular after 1, 21, 31, not after 11."""
    is_one = visits % 10 == 1 and visits % 100 != 11
    return {
        "en": f"Found the cause in {count} of {visits} such {'visit' if visits == 1 else 'visits'}, {minutes} min",
        "ru": f"Причина нашлась в {count} из {visits} {'такого выезда' if is_one else 'таких выездов'}, {minutes} мин",
    }


def say_likelihood(percent: int, minutes: int) -> Text:
    return {
        "en": f"Quickest way to the cause: {percent} % likely to show it, {minutes} min",
        "ru": f"Кратчайший путь к причине: вероятность {percent} %, {minutes} мин",
    }


def say_unlocking(count: int) -> Text:
    return {"en": f"Other steps wait for this one: {count}", "ru": f"Этого шага ждут другие: {count}"}


def say_level(level: int) -> Text:
    return {
        "en": f"Needs level {level}, which nobody here has. Ask a colleague",
        "ru": f"Нужен уровень {level}, которого ни у кого здесь нет. Подключите коллегу",
    }
