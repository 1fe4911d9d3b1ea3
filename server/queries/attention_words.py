"""What each thing that waits for a person means and what to do about it, in both languages."""

from datetime import date

TEXTS = {
    "act_alarmed": {
        "en": "The act of {visit} cannot be sealed: {what}. Compare it with the visit; when the cause is gone, check it again, "
        "else ask for a new signature.",
        "ru": "Акт выезда {visit} нельзя заверить: {what}. Сверьте его с выездом; когда причина устранена, проверьте ещё раз, "
        "иначе попросите подписать заново.",
    },
    "act_waiting": {
        "en": "The act of {visit} waits for files ({files}) and entries ({ops}) that are still on a phone. It seals itself when they arrive.",
        "ru": "Акт выезда {visit} ждёт файлов ({files}) и записей ({ops}), которые ещё в телефоне. Он будет заверен, когда они придут.",
    },
    "act_overdue": {
        "en": "The act of {visit} has waited over 48 hours for files ({files}) and entries ({ops}). Call the crew and ask to open the app.",
        "ru": "Акт выезда {visit} больше 48 часов ждёт файлов ({files}) и записей ({ops}). Позвоните бригаде и попросите открыть приложение.",
    },
    "refusal_to_settle": {
        "en": "Nobody signed at {visit}: {what}. Decide whether the ticket is done or needs another visit.",
        "ru": "На выезде {visit} акт не подписан: {what}. Решите, закрыта ли заявка или нужен ещё один выезд.",
    },
    "not_accepted": {
        "en": "The customer did not accept the work of {visit}. The ticket is ready again; call the customer and plan a visit.",
        "ru": "Заказчик не принял работу по выезду {visit}. Заявка снова готова к плану; позвоните заказчику и назначьте выезд.",
    },
    "act_contradicted": {
        "en": "After {visit} was signed, a check that had passed was reported as failed: {what}. Call the crew before the customer does.",
        "ru": "После подписания {visit} проверка, которая прошла, отмечена как неудачная: {what}. Свяжитесь с бригадой.",
    },
    "op_kept": {
        "en": "An entry of {author} was set aside.",
        "ru": "Запись ({author}) отложена.",
    },
    "job_failed": {
        "en": "A task of the server ({task}) was given up: {what}. Remove the cause and try it again.",
        "ru": "Задание сервера ({task}) не выполнено: {what}. Устраните причину и повторите.",
    },
    "plan_failed": {
        "en": "The plan of {day} did not come out: {what}. The day is as it was. Plan it again; "
        "if that fails too, tell whoever runs the server and plan by hand meanwhile.",
        "ru": "План на {day} не составлен: {what}. День остался прежним. Составьте план заново; "
        "если снова не выйдет, сообщите тому, кто ведёт сервер, а пока назначайте выезды вручную.",
    },
    "scenario_failed": {
        "en": "A scenario was given up: {what}. Nothing of the plan is touched. Try it again with the same days.",
        "ru": "Сценарий не просчитан: {what}. План не затронут. Просчитайте его заново на тех же днях.",
    },
    "replan_failed": {
        "en": "A day changed, and no new plan was looked for ({task}): {what}. Look for it again, or propose a plan of the day yourself.",
        "ru": "День изменился, а новый план не подобран ({task}): {what}. Запустите подбор снова или предложите план дня сами.",
    },
    "replan_missed": {
        "en": "A day changed, and no new plan was looked for ({task}): {what}. That is too long ago to be noticed by itself: "
        "open the plan of the days to come and propose one where it is needed.",
        "ru": "День изменился, а новый план не подобран ({task}): {what}. Это было давно, само изменение уже не учтётся: "
        "откройте план ближайших дней и предложите новый, где это нужно.",
    },
    "unsent_work": {
        "en": "{author} has unsent work on {device_name}. Ask to open the app where there is network.",
        "ru": "У {author} на устройстве {device_name} есть неотправленное. Попросите открыть приложение там, где есть сеть.",
    },
}

TASKS = {
    "seal_act": {"en": "sealing an act", "ru": "заверить акт"},
    "seal_waiting_acts": {"en": "sealing the acts that wait", "ru": "заверить акты в ожидании"},
    "seal_addendum": {"en": "sealing an addendum", "ru": "заверить дополнение"},
    "mail_act": {"en": "mailing an act", "ru": "отправить акт"},
    "plan_day": {"en": "planning a day", "ru": "составить план дня"},
    "plan_region": {"en": "planning a region of a large day", "ru": "составить план района большого дня"},
    "join_regions": {"en": "joining the regions of a large day", "ru": "свести районы большого дня"},
    "learn_remote_fix": {
        "en": "learning from a ticket solved remotely",
        "ru": "записать удалённое решение в базу знаний",
    },
    "run_scenario": {"en": "playing a scenario", "ru": "просчитать сценарий"},
    "notice_change": {"en": "noticing a change of the plan", "ru": "учесть изменение плана"},
    "replan": {"en": "planning a day anew", "ru": "составить план дня заново"},
    "find_address": {"en": "finding an address", "ru": "найти адрес на карте"},
}

# What the server says about itself; other errors are quoted as they are.
FAULTS = {
    "The worker ended in the middle of every attempt.": {
        "en": "the worker ended in the middle of every attempt",
        "ru": "обработчик прерывался при каждой попытке",
    },
}

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}


def say_day(day: date) -> dict[str, str]:
    """“1 December”, «1 декабря»."""
    return {language: f"{day.day} {names.split()[day.month - 1]}" for language, names in _MONTHS.items()}
