"""What trades are called in the planner's sentences. A trade that is not here is called by its id."""

TRADES = {
    "network": {"en": "network", "ru": "сеть"},
    "telephony": {"en": "telephony", "ru": "телефония"},
    "workplace": {"en": "workplace", "ru": "рабочее место"},
    "servers": {"en": "servers", "ru": "серверы"},
    "power": {"en": "power", "ru": "питание"},
}


def trade_words(language: str) -> dict[str, str]:
    return {trade: names[language] for trade, names in TRADES.items()}
