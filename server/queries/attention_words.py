"""What each thing that waits for a person means and what to do about it, in both languages."""

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
